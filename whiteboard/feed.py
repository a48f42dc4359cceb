"""What JSON clients hear of the board: each row of its log as actions on whole elements, whichever door it came by."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

from rooms.policy import Ability
from signaling.documents.board_content import Board, Elements
from signaling.documents.board_reading import read_board
from signaling.documents.changes import BoardChange
from signaling.documents.feeds import Listener
from signaling.documents.log import Loaded
from signaling.documents.models import UpdateKind
from signaling.documents.rows import Row
from signaling.frames import event_frame
from whiteboard.elements import Element, is_shown, whole_element

# A row that touches more is told as one: a socket's queue holds 256 frames.
MOST_ELEMENTS = 64
# Points and the like in what a row touches; with more, a few milliseconds' work, it is told on a thread.
MOST_VALUES = 2000

Event = tuple[str, dict[str, Any]]
Place = tuple[str, str]
Before = dict[Place, Element | None]


class BoardFeed:
    """See `signaling.documents.feeds.Feed`. Keeps the board as it was told, so that a change can be named.

    What was deleted stays in the document for good, so nothing here goes through a whole page but the beginning, which
    is on a thread.
    """

    def __init__(self) -> None:
        self._board: Board = {}
        # By page the elements of which there is something to be seen.
        self._shown: dict[str, set[str]] = {}
        self._state: bytes | None = None

    def begin(self, loaded: Loaded) -> None:
        self._state = loaded.replica.update_since()

    async def tell(self, rows: Sequence[Row], language: str, listeners: Collection[Listener]) -> None:
        if self._state is not None:
            self._board, self._shown = await asyncio.to_thread(_read, self._state)
            self._state = None
        for row in rows:
            frames = (
                await asyncio.to_thread(self._frames_of, row) if self.is_large(row) else self._frames_of(row)
            )
            for frame, own in frames:
                for listener in list(listeners):
                    if Ability.SEE_BOARD in listener.abilities:
                        listener.send_text(own if listener.person.id == row.user else frame)
            await asyncio.sleep(0)

    def is_large(self, row: Row) -> bool:
        """Whether telling this row, the next, is too much for the event loop."""
        changes = _changes_of(row)
        if len(changes) > MOST_ELEMENTS:
            return True
        places = {(change.page, change.element) for change in changes}
        touched = [group for place in places for group in self._groups(*place).values()]
        touched += [change.value for change in changes if change.value is not None]
        return (
            sum(len(part) for group in touched for part in group.values() if isinstance(part, list))
            > MOST_VALUES
        )

    def events_of(self, row: Row) -> list[Event]:
        """What this row, the next, is to somebody who knows the elements as they were."""
        changes = _changes_of(row)
        places = list(dict.fromkeys((change.page, change.element) for change in changes))
        known = [place for place in places if self._is_shown(*place)]
        before = {place: self._element(*place) for place in known} if len(known) <= MOST_ELEMENTS else None
        for change in changes:
            self._apply(change)
        for place in places:
            self._learn(*place)
        seen = set(known)
        touched: dict[str, list[str]] = {}
        for page, element in places:
            if (page, element) in seen or self._is_shown(page, element):
                touched.setdefault(page, []).append(element)
        events: list[Event] = []
        for page, elements in touched.items():
            stamped = {"userId": row.user, "pageId": page, "newVersion": row.seq}
            by_event = row.kind == UpdateKind.BOARD
            events += [
                (type, stamped | said) for type, said in self._page_events(page, elements, before, by_event)
            ]
        return events

    def _frames_of(self, row: Row) -> list[tuple[str, str]]:
        """Each event as the others get it, and as its author does."""
        frames = []
        for type, payload in self.events_of(row):
            frame = event_frame(type, payload)
            own = event_frame(type, payload | {"clientId": row.message_id}) if row.message_id else frame
            frames.append((frame, own))
        return frames

    def _page_events(
        self, page: str, elements: list[str], before: Before | None, by_event: bool
    ) -> list[Event]:
        """An event that deletes the last element is told as a clear: the row is the same, and so is what is left.

        `before` has the elements as they were, None where they were too many to be told one by one.
        """
        if (by_event or len(elements) > 1) and not self._shown.get(page):
            return [("whiteboard-clear", {})]
        if before is None or len(elements) > MOST_ELEMENTS:
            return [("whiteboard-action", {"action": "many", "data": {}})]
        changed = ((id, before.get((page, id)), self._element(page, id)) for id in elements)
        return [("whiteboard-action", _action(id, was, now)) for id, was, now in changed if was != now]

    def _groups(self, page: str, element: str) -> dict[str, dict[str, Any]]:
        return self._board.get(page, {}).get(element, {})

    def _is_shown(self, page: str, element: str) -> bool:
        return element in self._shown.get(page, ())

    def _element(self, page: str, element: str) -> Element | None:
        return whole_element(element, self._groups(page, element)) if self._is_shown(page, element) else None

    def _learn(self, page: str, element: str) -> None:
        shown = self._shown.setdefault(page, set())
        if is_shown(self._groups(page, element)):
            shown.add(element)
        else:
            shown.discard(element)

    def _apply(self, change: BoardChange) -> None:
        elements = self._board.setdefault(change.page, {})
        groups = elements.setdefault(change.element, {})
        if change.value is None:
            groups.pop(change.group, None)
            if not groups:
                del elements[change.element]
        else:
            groups[change.group] = change.value


def _read(state: bytes) -> tuple[Board, dict[str, set[str]]]:
    board = read_board(state)
    return board, {page: _shown_of(elements) for page, elements in board.items()}


def _shown_of(elements: Elements) -> set[str]:
    return {element for element, groups in elements.items() if is_shown(groups)}


def _changes_of(row: Row) -> list[BoardChange]:
    return [change for change in row.changes or () if isinstance(change, BoardChange)]


def _action(id: str, was: Element | None, now: Element | None) -> dict[str, Any]:
    if now is None:
        return {"action": "delete", "data": {"id": id}}
    if was is None:
        return {"action": "add", "data": now}
    changed = {field: value for field, value in now.items() if was.get(field) != value}
    return {"action": "update", "data": {"id": id, **changed}}
