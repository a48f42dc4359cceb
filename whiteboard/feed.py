"""What JSON clients hear of the board: each row of its log as actions on whole elements, whichever door it came by."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

from rooms.policy import Ability
from signaling.documents.board_reading import read_board
from signaling.documents.changes import BoardChange
from signaling.documents.feeds import Listener
from signaling.documents.log import Loaded
from signaling.documents.models import UpdateKind
from signaling.documents.rows import Row
from signaling.frames import event_frame
from whiteboard.elements import Element, whole_element

# A row that touches more is told as one: a socket's queue holds 256 frames.
MOST_ELEMENTS = 64

Event = tuple[str, dict[str, Any]]
Stored = dict[str, dict[str, Any]]


class BoardFeed:
    """See `signaling.documents.feeds.Feed`. Keeps the board as it was told, so that a change can be named."""

    def __init__(self) -> None:
        self._board: dict[str, dict[str, Stored]] = {}
        self._state: bytes | None = None

    def begin(self, loaded: Loaded) -> None:
        self._state = loaded.replica.update_since()

    async def tell(self, rows: Sequence[Row], language: str, listeners: Collection[Listener]) -> None:
        if self._state is not None:
            self._board = await asyncio.to_thread(read_board, self._state)
            self._state = None
        for row in rows:
            for type, payload in self.events_of(row):
                frame = event_frame(type, payload)
                own = event_frame(type, payload | {"clientId": row.message_id}) if row.message_id else frame
                for listener in list(listeners):
                    if Ability.SEE_BOARD in listener.abilities:
                        listener.send_text(own if listener.person.id == row.user else frame)

    def events_of(self, row: Row) -> list[Event]:
        """What this row, the next, is to somebody who knows the elements as they were."""
        touched: dict[str, dict[str, tuple[Element | None, Element | None]]] = {}
        before: dict[tuple[str, str], Element | None] = {}
        for change in row.changes or ():
            if not isinstance(change, BoardChange):
                continue
            place = (change.page, change.element)
            if place not in before:
                before[place] = self._shown(*place)
            self._apply(change)
        for (page, element), was in before.items():
            is_now = self._shown(page, element)
            if was != is_now:
                touched.setdefault(page, {})[element] = (was, is_now)
        events: list[Event] = []
        for page, elements in touched.items():
            stamped = {"userId": row.user, "pageId": page, "newVersion": row.seq}
            by_event = row.kind == UpdateKind.BOARD
            events += [(type, stamped | said) for type, said in self._page_events(page, elements, by_event)]
        return events

    def _page_events(
        self, page: str, elements: dict[str, tuple[Element | None, Element | None]], by_event: bool
    ) -> list[Event]:
        """An event that deletes the last element is told as a clear: the row is the same, and so is what is left."""
        gone = all(now is None for _, now in elements.values())
        if gone and (by_event or len(elements) > 1) and not self._has_any(page):
            return [("whiteboard-clear", {})]
        if len(elements) > MOST_ELEMENTS:
            return [("whiteboard-action", {"action": "many", "data": {}})]
        return [("whiteboard-action", _action(element, was, now)) for element, (was, now) in elements.items()]

    def _shown(self, page: str, element: str) -> Element | None:
        whole = whole_element(element, self._board.get(page, {}).get(element, {}))
        return None if whole is None or whole["isDeleted"] else whole

    def _has_any(self, page: str) -> bool:
        return any(self._shown(page, element) for element in self._board.get(page, ()))

    def _apply(self, change: BoardChange) -> None:
        elements = self._board.setdefault(change.page, {})
        groups = elements.setdefault(change.element, {})
        if change.value is None:
            groups.pop(change.group, None)
            if not groups:
                del elements[change.element]
        else:
            groups[change.group] = change.value


def _action(id: str, was: Element | None, now: Element | None) -> dict[str, Any]:
    if now is None:
        return {"action": "delete", "data": {"id": id}}
    if was is None:
        return {"action": "add", "data": now}
    changed = {field: value for field, value in now.items() if was.get(field) != value}
    return {"action": "update", "data": {"id": id, **changed}}
