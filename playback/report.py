"""What stands in the report of a session; other apps add sections of their own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from playback.attendance import Attendance, attendance_of
from playback.board_svg import MOST_CHARACTERS, TooLarge, page_svg
from playback.events import SAID
from playback.manifest import manifest_of
from playback.outcome import BoardPage, final_board, final_code, final_language, questions_of
from playback.timeline import timeline_of
from playback.viewers import Viewer

Read = Callable[[Viewer], Any]
# All drawings of one report together, in characters.
MOST_DRAWN = 4 * MOST_CHARACTERS


@dataclass(frozen=True)
class Section:
    """A part that another app adds: `template` shows what `read` gave, as `content`."""

    name: str
    title: str
    template: str
    content: Any = None


@dataclass(frozen=True)
class Line:
    """Something said, `at` ms after the beginning; `to` is a name where it was said to one person."""

    at: int
    name: str
    to: str
    message: str


@dataclass(frozen=True)
class Drawing:
    """A page of the board; without `svg` nothing is drawn on it, or it is `too_large` to be printed."""

    title: str
    svg: SafeString | None
    too_large: bool = False


@dataclass(frozen=True)
class Report:
    """Durations and places in the session in ms, counted from its beginning."""

    started: datetime
    ended: datetime
    duration: int
    people: list[Attendance]
    language: str
    lines: list[str]
    drawings: list[Drawing]
    sees_board: bool
    questions: list[dict[str, Any]]
    chat: list[Line]
    gaps: list[dict[str, int]]
    sections: list[Section]


_sections: dict[str, tuple[Section, Read]] = {}


def section(name: str, title: str, template: str, read: Read) -> None:
    """Register a section, when the app is ready. `read(viewer)` asks what this viewer may see; None leaves it out."""
    _sections[name] = (Section(name, title, template), read)


def report_of(viewer: Viewer) -> Report:
    """Raises Denied `not_recorded`."""
    timeline = timeline_of(viewer.room)
    manifest = manifest_of(viewer, timeline)
    started, ended, events = manifest["startedAt"], manifest["endedAt"], manifest["events"]
    names = {person["userId"]: person["fullName"] for person in manifest["people"]}
    code = final_code(timeline)
    return Report(
        started=_moment(started),
        ended=_moment(ended),
        duration=ended - started,
        people=attendance_of(manifest["people"], events, started=started, ended=ended),
        language=final_language(manifest["language"], events),
        lines=code.removesuffix("\n").split("\n") if code.strip() else [],
        drawings=list(_drawings(viewer, final_board(viewer, timeline))),
        sees_board=viewer.sees_board,
        questions=[
            question | {"at": None if question["shownAt"] is None else question["shownAt"] - started}
            for question in questions_of(viewer, timeline.recording, events)
        ],
        chat=[_line(event, names, started) for event in events if event["type"] in SAID],
        gaps=[{"start": gap["from"] - started, "end": gap["to"] - started} for gap in manifest["gaps"]],
        sections=[
            Section(known.name, known.title, known.template, content)
            for known, read in _sections.values()
            if (content := read(viewer)) is not None
        ],
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _line(event: dict[str, Any], names: dict[str, str], started: int) -> Line:
    speaker = event.get("userId") or event.get("from") or ""
    to = names.get(event["to"], "") if "to" in event else ""
    return Line(event["time"] - started, names.get(speaker) or event["username"], to, event["message"])


def _drawings(viewer: Viewer, pages: Iterable[BoardPage]) -> Iterator[Drawing]:
    def address(file_id: str) -> str:
        return reverse("api-playback-image", args=[viewer.room.room_id, file_id])

    left = MOST_DRAWN
    for page in pages:
        try:
            most = min(left, MOST_CHARACTERS)
            svg = page_svg(page.elements, title=page.title, image_address=address, most=most)
        except TooLarge:
            yield Drawing(page.title, None, too_large=True)
            continue
        left -= len(svg or "")
        yield Drawing(page.title, svg)
