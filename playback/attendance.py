"""Who was there from when to when, from the comings and goings of a recording."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from playback.events import Event


@dataclass(frozen=True)
class Stay:
    """From `start` to `end`, in ms since the recording began; `open`: still there when it ended."""

    start: int
    end: int
    open: bool = False


@dataclass
class Attendance:
    """One person's stays."""

    name: str
    username: str
    role: str
    is_guest: bool = False
    stays: list[Stay] = field(default_factory=list)

    @property
    def total(self) -> int:
        """In ms."""
        return sum(stay.end - stay.start for stay in self.stays)


def attendance_of(
    people: Iterable[dict[str, Any]], events: Iterable[Event], *, started: int, ended: int
) -> list[Attendance]:
    """For everybody of the manifest's `people`, in their order; `started` and `ended` in ms since the epoch."""
    found = {
        person["userId"]: Attendance(person["fullName"], person["username"], person["role"])
        for person in people
    }
    since: dict[str, int] = {}
    for event in events:
        one = found.get(event.get("userId", ""))
        if one is None:
            continue
        at = event["time"] - started
        if event["type"] == "join":
            one.is_guest = bool(event.get("isGuest"))
            since.setdefault(event["userId"], at)
        elif event["type"] == "leave" and event["userId"] in since:
            one.stays.append(Stay(since.pop(event["userId"]), at))
    for person, at in since.items():
        found[person].stays.append(Stay(at, max(at, ended - started), open=True))
    return list(found.values())
