"""The forms of sessions: planning one, changing one, asking more people. They ask the same rules as the services."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from accounts.models import User
from fusemeet.errors import Problem
from groups.models import ClassGroup
from rooms.models import Room
from rooms.policy import RoomType
from scheduling.invitees import Invitees, collect_invitees, require_bounded
from scheduling.reader_zone import offset_words
from scheduling.times import MOST_SESSIONS, require_ahead, require_span
from scheduling.zones import comes_twice, local_to_utc, utc_to_local, weekly, zone_of

# A service names a wrong field as the REST contract does.
FIELD_OF_KEY = {
    "startTime": "start",
    "endTime": "end",
    "inviteeEmails": "emails",
    "groupIds": "groups",
    "repeat": "repeat_count",
    "roomName": "room_name",
    "roomType": "room_type",
}
# "Ada Park <ada@example.org>", as mail programs copy it.
ANGLED = re.compile(r"<([^<>\s]+)>")
NEW_ROOM = "new"
DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
TIME = {"type": "time"}


def read_addresses(text: str) -> list[str]:
    """The addresses of a pasted text: one a line, or between commas or semicolons, with names or without."""
    found: list[str] = []
    for piece in re.split(r"[\n,;]+", text):
        if angled := ANGLED.findall(piece):
            found += angled
        else:
            found += piece.split()
    return found


@dataclass
class Plan:
    """What a form would do, as far as it is right: times in UTC, and what its writer should know of it."""

    starts: list[datetime] = field(default_factory=list)
    length: timedelta = timedelta()
    people: Invitees = field(default_factory=Invitees)
    words: list[str] = field(default_factory=list)


class ProblemForm(forms.Form):
    """Puts what a service refused under the field that it names, else above the form."""

    def add_problem(self, problem: Problem) -> None:
        placed = False
        for key, messages in (problem.errors or {}).items():
            name = FIELD_OF_KEY.get(key, key)
            self.add_error(name if name in self.fields else None, list(messages))
            placed = True
        if not placed:
            self.add_error(None, problem.message)

    @contextmanager
    def placing(self) -> Iterator[None]:
        try:
            yield
        except Problem as problem:
            self.add_problem(problem)


class TimesForm(ProblemForm):
    """Title, times and words of a session; times are what clocks in its zone show."""

    title = forms.CharField(
        max_length=200,
        error_messages={
            "required": "Give the session a title.",
            "max_length": "Use at most 200 characters for the title.",
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "placeholder": "Backend interview, first round"}
        ),
    )
    date = forms.DateField(
        widget=DATE,
        error_messages={"required": "Choose the day.", "invalid": "Write the day like 2026-11-24."},
    )
    start = forms.TimeField(
        label="From",
        widget=forms.TimeInput(format="%H:%M", attrs=TIME),
        error_messages={"required": "When does it start?", "invalid": "Write the time like 14:30."},
    )
    end = forms.TimeField(
        label="To",
        widget=forms.TimeInput(format="%H:%M", attrs=TIME),
        error_messages={"required": "When does it end?", "invalid": "Write the time like 15:30."},
    )
    end_date = forms.DateField(
        label="Ends on another day",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Write the day like 2026-11-24."},
    )
    timezone = forms.CharField(
        label="Time zone",
        max_length=64,
        help_text="Type a city to find its zone.",
        error_messages={"required": "Choose a time zone."},
        widget=forms.TextInput(
            attrs={"list": "zones", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    notes = forms.CharField(
        required=False,
        max_length=4000,
        help_text="Stands in the invitation.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Use at most 4000 characters for the notes."},
    )

    plan: Plan
    # Where the session was before, for a form that moves one.
    before: datetime | None = None

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.plan = Plan()
        with self.placing():
            self._clean_times()
        return self.cleaned_data

    def _clean_times(self) -> None:
        data = self.cleaned_data
        if "timezone" not in data:
            return
        zone = zone_of(data["timezone"].strip())
        data["timezone"] = zone.key
        if not {"date", "start", "end"} <= data.keys():
            return
        from_clock = datetime.combine(data["date"], data["start"])
        to_clock = datetime.combine(data.get("end_date") or data["date"], data["end"])
        start = local_to_utc(from_clock, zone, field="startTime")
        end = local_to_utc(to_clock, zone, field="endTime")
        require_span(start, end)
        if start != self.before:
            require_ahead(start, end)
        self.plan.starts, self.plan.length = [start], end - start
        self.plan.words += [
            f"Clocks go back that night and show {clock:%H:%M} twice: the first time is meant."
            for clock in (from_clock, to_clock)
            if comes_twice(clock, zone)
        ]

    @property
    def zone_words(self) -> str:
        """ "UTC+05:45", of the zone on the day that was chosen; empty while either is wrong."""
        found = getattr(self, "cleaned_data", {})
        if not {"timezone", "date"} <= found.keys() or "timezone" in self.errors:
            return ""
        day = found["date"]
        return offset_words(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(found["timezone"])))

    def times(self) -> dict[str, Any]:
        """What the services take of it; only for a valid form."""
        start = self.plan.starts[0]
        return {
            "title": self.cleaned_data["title"],
            "notes": self.cleaned_data["notes"],
            "start": start,
            "end": start + self.plan.length,
            "timezone": self.cleaned_data["timezone"],
        }


class PeopleForm(ProblemForm):
    """Whom to ask: pasted addresses, and groups that one teaches."""

    emails = forms.CharField(
        label="Email addresses",
        required=False,
        max_length=100_000,
        help_text="One a line, or with commas between them. 500 people at most.",
        widget=forms.Textarea(attrs={"rows": 4, "autocapitalize": "none", "spellcheck": "false"}),
    )
    groups = forms.MultipleChoiceField(
        label="Class groups",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "That group is not yours."},
    )

    def offer_groups(self, groups: list[ClassGroup]) -> None:
        self.fields["groups"].choices = [(str(group.pk), group.name) for group in groups]  # type: ignore[attr-defined]
        if not groups:
            del self.fields["groups"]

    @property
    def addresses(self) -> list[str]:
        return read_addresses(self.cleaned_data.get("emails", ""))

    @property
    def group_ids(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data.get("groups", [])]

    def repeated_words(self) -> list[str]:
        """What was pasted twice, in words; it is asked once."""
        seen: set[str] = set()
        twice: dict[str, None] = {}
        for address in self.addresses:
            if address.lower() in seen:
                twice[address.lower()] = None
            seen.add(address.lower())
        names = list(twice)
        if not names:
            return []
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return [f"Written twice, invited once: {', '.join(names[:3])}{more}."]


class SessionForm(TimesForm, PeopleForm):
    """A new session, or one each week. `nonce` tells a form that is sent twice from two forms."""

    room = forms.ChoiceField(
        error_messages={"required": "Choose a room.", "invalid_choice": "Choose one of your rooms."}
    )
    room_name = forms.CharField(
        label="Name of the new room",
        required=False,
        max_length=100,
        help_text="Empty: named like the session.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    room_type = forms.ChoiceField(
        label="What is it for?",
        required=False,
        choices=[(RoomType.INTERVIEW.value, "Interview or meeting"), (RoomType.CLASSROOM.value, "Classroom")],
        initial=RoomType.INTERVIEW.value,
    )
    repeat = forms.BooleanField(label="Repeat every week", required=False)
    repeat_count = forms.IntegerField(
        label="How many times",
        required=False,
        initial=4,
        min_value=1,
        max_value=MOST_SESSIONS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": f"Enter a whole number from 2 to {MOST_SESSIONS}.",
            "min_value": f"Enter a whole number from 2 to {MOST_SESSIONS}.",
            "max_value": f"A session takes place {MOST_SESSIONS} times at most.",
        },
    )
    nonce = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        host: User,
        room: Room | None,
        rooms: list[Room],
        may_create: bool,
        groups: list[ClassGroup],
        **kw: Any,
    ) -> None:
        """`room` is settled already, or one of `rooms` is chosen, or a new one is made where `may_create`."""
        super().__init__(*args, **kw)
        self.host, self.settled, self.rooms = host, room, {one.room_id: one for one in rooms}
        self.offer_groups(groups)
        if room is not None:
            for name in ("room", "room_name", "room_type"):
                del self.fields[name]
            return
        new = [(NEW_ROOM, "A new room")] if may_create else []
        self.fields["room"].choices = [*new, *((one.room_id, one.room_name) for one in rooms)]  # type: ignore[attr-defined]
        if not may_create:
            del self.fields["room_name"], self.fields["room_type"]

    field_order = ("title", "room", "room_name", "room_type", "date", "start", "end", "end_date", "timezone",
                   "repeat", "repeat_count", "groups", "emails", "notes", "nonce")  # fmt: skip

    @property
    def chosen_room(self) -> Room | None:
        """None: a new one."""
        return self.settled or self.rooms.get(self.cleaned_data.get("room", ""))

    @property
    def room_kind(self) -> str:
        chosen = self.chosen_room
        return chosen.room_type if chosen else self.cleaned_data.get("room_type") or RoomType.INTERVIEW.value

    @property
    def count(self) -> int:
        return (self.cleaned_data.get("repeat_count") or 1) if self.cleaned_data.get("repeat") else 1

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("repeat") and "repeat_count" in data and not data["repeat_count"]:
            self.add_error("repeat_count", f"How many times? From 2 to {MOST_SESSIONS}.")
        with self.placing():
            if self.plan.starts and "repeat_count" not in self.errors:
                self.plan.starts = weekly(self.plan.starts[0], zone_of(data["timezone"]), self.count)
        with self.placing():
            if "emails" not in self.errors and "groups" not in self.errors:
                self.plan.people = collect_invitees(
                    host=self.host,
                    room=Room(room_type=self.room_kind),
                    emails=self.addresses,
                    group_ids=self.group_ids,
                )
                self.plan.words += [*self.repeated_words(), *self.plan.people.words]
        with self.placing():
            if self.plan.people:
                require_bounded(len(self.plan.people), self.count)
        return data


class ChangeForm(TimesForm):
    """The same session at another time, or with other words; `series` for all of its series that lie ahead."""

    series = forms.ChoiceField(
        label="What do you want to change?",
        required=False,
        choices=[("", "Only this session"), ("1", "This one and every other of the series that lies ahead")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, before: datetime, in_series: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.before = before
        if not in_series:
            del self.fields["series"]


class AskForm(PeopleForm):
    """More people for a session that is planned already."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not self.addresses and not self.group_ids:
            self.add_error("emails", "Write at least one address, or choose a group.")
        return data


def clock_fields(start: datetime, end: datetime, zone: str) -> dict[str, Any]:
    """The fields of a form for a session at these instants (UTC), by clocks in `zone`."""
    place = ZoneInfo(zone)
    begins, ends = utc_to_local(start, place), utc_to_local(end, place)
    return {
        "date": begins.date(),
        "start": begins.time(),
        "end": ends.time(),
        "end_date": ends.date() if ends.date() != begins.date() else None,
        "timezone": zone,
    }


def next_full_hour(now: datetime, zone: ZoneInfo) -> datetime:
    """The full hour after the next, which is what most people plan for; UTC."""
    return (
        (now.astimezone(zone) + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    )
