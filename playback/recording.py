"""When a room was recorded: its switch over time, as the room's journal tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rooms.models import Room
from signaling.models import JournalEvent

ROOM_EVENT = "room"


def microseconds(at: datetime) -> int:
    """Since the epoch, as the log of the documents counts."""
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def moment_of(time: int) -> datetime:
    """The other way round, to the microsecond."""
    seconds, rest = divmod(time, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


@dataclass(frozen=True)
class Gap:
    """The switch was off from `start` up to `end`, in µs since the epoch.

    `start` 0: from the first; `end` None: it still is.
    """

    start: int
    end: int | None

    def holds(self, time: int) -> bool:
        return self.start <= time and (self.end is None or time < self.end)


@dataclass(frozen=True)
class Recording:
    """The gaps in it, in order and apart."""

    gaps: tuple[Gap, ...] = ()

    def gap_at(self, time: int) -> Gap | None:
        """The gap that a moment falls into; None while it was recorded."""
        return next((gap for gap in self.gaps if gap.holds(time)), None)

    @property
    def cut(self) -> int | None:
        """Since when it has been off without coming on again; None while it is on."""
        last = self.gaps[-1] if self.gaps else None
        return last.start if last is not None and last.end is None else None


def recording_of(room: Room) -> Recording:
    """A room is recorded from the first, until an event says otherwise.

    One that says nothing and is switched off was made that way, and was never recorded.
    """
    rows = JournalEvent.objects.filter(room=room.pk, type=ROOM_EVENT).order_by("seq")
    told = [(microseconds(at), payload) for at, payload in rows.values_list("created_at", "payload")]
    if not told and not room.recording_enabled:
        return Recording((Gap(0, None),))
    return Recording(tuple(_gaps(told)))


def _gaps(told: list[tuple[int, dict[str, Any]]]) -> Iterable[Gap]:
    off_since: int | None = None
    for time, payload in told:
        on = payload.get("room", {}).get("recordingEnabled", off_since is None)
        if not on and off_since is None:
            off_since = time
        elif on and off_since is not None:
            yield Gap(off_since, time)
            off_since = None
    if off_since is not None:
        yield Gap(off_since, None)
