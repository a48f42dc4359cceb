"""The zone in which a page says its times: the one asked for, else the browser's own, else UTC; and which it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from scheduling.zones import known_zones

COOKIE = "zone"
COOKIE_SECONDS = 400 * 86_400  # as long as browsers keep one at most
# Names of the database that are no places to be in: other spellings of offsets, and files kept for old systems.
OTHER_NAMES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@dataclass(frozen=True)
class ReaderZone:
    """`source`: "chosen" in the address, the browser's "own", or "none" when nobody has said one."""

    name: str
    source: str

    @property
    def info(self) -> ZoneInfo:
        return ZoneInfo(self.name)

    @property
    def words(self) -> str:
        """What stands in brackets behind a time."""
        return "your time" if self.source == "own" else self.name.replace("_", " ")

    @property
    def query(self) -> str:
        """What a link to the next page carries, so that a choice lasts."""
        return f"zone={self.name}" if self.source == "chosen" else ""


def zone_of(request: HttpRequest) -> ReaderZone:
    if (asked := request.GET.get("zone", "")) and known_zone(asked):
        return ReaderZone(asked, "chosen")
    own = unquote(request.COOKIES.get(COOKIE, ""))
    if own and known_zone(own):
        return ReaderZone(own, "own")
    return ReaderZone("UTC", "none")


def keep_choice(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Somebody whose browser says no zone need choose theirs only once."""
    zone = zone_of(request)
    if zone.source == "chosen" and COOKIE not in request.COOKIES:
        response.set_cookie(
            COOKIE, zone.name, max_age=COOKIE_SECONDS, samesite="Lax", secure=request.is_secure()
        )
    return response


def known_zone(name: str) -> bool:
    return name in known_zones()


@cache
def _places() -> tuple[str, ...]:
    """The zones that are offered to be chosen: places, and UTC."""
    found = (name for name in known_zones() if "/" in name and not name.startswith(OTHER_NAMES))
    return ("UTC", *sorted(found))


def zone_choices(day: date, *also: str) -> list[tuple[str, str]]:
    """Names with their offset at noon of `day`, as it differs over the year: "Europe/Berlin (UTC+01:00)".

    `also`: names that are offered though they are no place, because they are chosen already.
    """
    names = sorted(
        {*_places(), *(name for name in also if known_zone(name))}, key=lambda name: (name != "UTC", name)
    )
    return [(name, zone_label(name, day)) for name in names]


def zone_label(name: str, day: date) -> str:
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(name))
    return f"{name.replace('_', ' ')} ({offset_words(moment)})"


def offset_words(moment: datetime) -> str:
    """`moment` with its zone: "UTC+05:45"."""
    offset = moment.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def today_in(zone: ReaderZone) -> date:
    return timezone.now().astimezone(zone.info).date()
