"""Drawing in somebody's name: each call is one edit of the shared document, made on what stands there at its commit."""

from collections.abc import Callable, Mapping
from typing import Any

from fusemeet.errors import Problem
from signaling.documents.changes import BoardChange
from signaling.documents.edits import make_edit
from signaling.documents.models import DocumentKind, UpdateKind
from signaling.documents.refusals import Refused
from signaling.documents.replica import Replica
from whiteboard import actions
from whiteboard.pages import page_ids, pages_of

MESSAGES = {
    "unknown_element": "There is no such element on this page.",
    "unknown_page": "There is no such page on this board any more.",
    "bad_element": "The type of an element stays as it is.",
    "too_big": "There is no room for more on this page.",
}


async def draw(
    *,
    room: int,
    user: str,
    action: str,
    data: Mapping[str, Any],
    page: str | None,
    may_edit: Callable[[], bool],
    client_id: str | None,
    size: int,
) -> int:
    """Add, update or delete one element; `page` None is the one that is shown to all. Returns the board's version.

    Raises Invalid `bad_element`, Problem `unknown_element`, `unknown_page` or `too_big`, and what `make_edit` raises.
    """
    if action == "add":
        drawn = actions.read_element(data)
    elif action == "update":
        drawn = actions.read_changes(data)
    else:
        drawn = actions.Drawn(actions.read_id(data), {})

    def make(replica: Replica) -> bytes:
        on = _page_of(room, page)
        if action == "add":
            return replica.set_board(actions.added(on, drawn))
        now = replica.element(on, drawn.element)
        if action == "delete":
            return replica.set_board(actions.deleted(on, {drawn.element: now} if now else {}))
        if "base" not in now:
            raise Refused("unknown_element")
        if not actions.keeps_type(drawn, now):
            raise Refused("bad_element")
        return replica.set_board(actions.updated(on, drawn, now))

    return await _commit(room, user, make, may_edit=may_edit, client_id=client_id, size=size)


async def clear(
    *, room: int, user: str, page: str | None, may_edit: Callable[[], bool], client_id: str | None
) -> int:
    """Mark as deleted what is on the page when this is committed; what comes at the same time and later stays."""

    def make(replica: Replica) -> bytes:
        on = _page_of(room, page)
        return replica.set_board(actions.deleted(on, replica.page(on)))

    return await _commit(room, user, make, may_edit=may_edit, client_id=client_id, size=1024)


async def empty_page(*, room: int, user: str, page: str) -> int:
    """Take everything out of a page that is no longer on the list. What is drawn there later is shown nowhere.

    A page that is on the list again by the time of the commit is somebody's new one, and left alone.
    """

    def make(replica: Replica) -> bytes:
        if page in page_ids(room):
            return b""
        return replica.set_board(
            [
                BoardChange(page, element, group, None)
                for element, groups in replica.page(page).items()
                for group in groups
            ]
        )

    return await _commit(room, user, make, may_edit=lambda: True, client_id=None, size=1024)


def _page_of(room: int, page: str | None) -> str:
    """Raises Refused `unknown_page`; asked inside the commit, for a page may go while the edit waits."""
    listed = pages_of(room)
    if page is not None and page not in listed.ids:
        raise Refused("unknown_page")
    return page or listed.active


async def _commit(
    room: int,
    user: str,
    make: Callable[[Replica], bytes],
    *,
    may_edit: Callable[[], bool],
    client_id: str | None,
    size: int,
) -> int:
    try:
        return await make_edit(
            room=room,
            kind=DocumentKind.BOARD,
            make=make,
            user=user,
            update_kind=UpdateKind.BOARD,
            may_edit=may_edit,
            message_id=client_id,
            size=size,
        )
    except Problem as problem:
        if type(problem) is Problem and problem.code in MESSAGES:
            raise Problem(problem.code, MESSAGES[problem.code]) from None
        raise
