"""From when to when a recording goes, and what its documents' logs hold of it: the same for everybody who watches."""

import logging
from dataclasses import dataclass, replace

from django.db.models import Max, Min

from fusemeet.errors import Denied
from playback.events import SHOWN
from playback.recording import Recording, microseconds, moment_of, recording_of
from playback.rows import Log, logs_of
from rooms.models import Room
from signaling.documents.stored_rows import LogDamaged, first_time, last_row_before
from signaling.models import JournalEvent

complaints = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timeline:
    """`started` and `ended` in µs since the epoch; `logs` end where the recording does. `empty`: nothing happened."""

    recording: Recording
    logs: dict[str, Log]
    started: int
    ended: int
    empty: bool = False

    @property
    def gaps(self) -> list[dict[str, int]]:
        """As the manifest has them, in ms; only what lies within the recording."""
        return [
            {"from": max(gap.start, self.started) // 1000, "to": gap.end // 1000}
            for gap in self.recording.gaps
            if gap.end is not None and gap.end > self.started
        ]


def timeline_of(room: Room) -> Timeline:
    """Raises Denied `not_recorded` for a room in which nothing happened while its recording was on."""
    recording = recording_of(room)
    logs, times = {}, _event_times(room, recording)
    for kind, log in logs_of(room.pk).items():
        first, (seq, last) = _ends(log, recording.cut)
        logs[kind] = replace(log, head=seq)
        if seq:
            times += [first, last]
    moments = [_moment(recording, time) for time in times]
    if not moments:
        if recording.gaps:
            raise Denied("not_recorded", "Nothing of this room was recorded.")
        made = microseconds(room.created_at)
        return Timeline(recording, logs, made, made, empty=True)
    # Whole milliseconds, because all that is counted from the beginning is counted in them.
    return Timeline(recording, logs, min(moments) // 1000 * 1000, max(moments))


def _ends(log: Log, cut: int | None) -> tuple[int, tuple[int, int]]:
    """When the first row came, and number and time of the last one; a log that cannot be read at all has none."""
    if not log.head:
        return 0, (0, 0)
    try:
        return first_time(log.document), last_row_before(log.document, cut, log.head)
    except LogDamaged:
        complaints.error("the log of document %s cannot be read", log.document)
        return 0, (0, 0)


def _event_times(room: Room, recording: Recording) -> list[int]:
    events = JournalEvent.objects.filter(room=room.pk, type__in=SHOWN)
    if recording.cut is not None:
        events = events.filter(created_at__lt=moment_of(recording.cut))
    found = events.aggregate(first=Min("created_at"), last=Max("created_at"))
    return [microseconds(at) for at in found.values() if at is not None]


def _moment(recording: Recording, time: int) -> int:
    """Where something of a gap stands: at its end."""
    gap = recording.gap_at(time)
    return gap.end if gap is not None and gap.end is not None else time
