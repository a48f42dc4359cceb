"""Who came to the sessions that were planned in a room: a part of its report, for whoever holds them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from playback.viewers import Viewer
from scheduling.attendance import Attended, attendance_of_session
from scheduling.models import Schedule

# A room that is used every week has more of them; each has a page of its own.
MOST_SESSIONS = 10


@dataclass(frozen=True)
class Held:
    """A session that has begun, and everybody who was asked to it or came."""

    title: str
    start: datetime
    end: datetime
    people: list[Attended]

    @property
    def came(self) -> int:
        return sum(one.came for one in self.people)


def sessions_held(viewer: Viewer) -> list[Held] | None:
    """The last ten, the newest last; None, which leaves the part out, for whoever planned none here.

    The addresses of the invited are their host's to see, so nobody else has this part.
    """
    if viewer.shared or not viewer.person.isdecimal():  # a link's reader, or a guest
        return None
    begun = Schedule.objects.filter(
        room=viewer.room, host=int(viewer.person), cancelled_at=None, start_time__lte=timezone.now()
    )
    last = list(begun.order_by("-start_time", "-id")[:MOST_SESSIONS])
    return [
        Held(one.title, one.start_time, one.end_time, attendance_of_session(one)) for one in reversed(last)
    ] or None
