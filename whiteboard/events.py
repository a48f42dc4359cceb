"""What the socket may ask of the board: one call each, to a service."""

from typing import Annotated, Any, Literal

import msgspec

from fusemeet.errors import Invalid
from rooms.policy import Ability
from rooms.shapes import Board, BoardPage
from signaling import db
from signaling.documents.board_fields import PAGE_ID
from signaling.frames import MAX_EVENT_BYTES
from signaling.limits import Rate
from signaling.registry import Durable, Frame, Lane, Payload, event, server_event
from signaling.socket import Socket
from whiteboard import drawing, pages, visibility

PageId = Annotated[str, msgspec.Meta(pattern=f"^{PAGE_ID.pattern}")]
# Held by the service in characters; here only far enough that it can say so.
Title = Annotated[str, msgspec.Meta(max_length=1000)]
Order = Annotated[int, msgspec.Meta(ge=0, lt=pages.MOST_PAGES)]


# As the design has it: 30 board actions a second; a burst is a selection of them deleted at once.
ACTIONS = Rate("board", 30, 120)


class WhiteboardAction(Payload):
    action: Literal["add", "update", "delete"]
    data: dict[str, Any]
    page_id: PageId | None = None


class WhiteboardActionOut(Frame, kw_only=True):
    """`many`: more at once than is told one by one; GET whiteboard has it."""

    user_id: str
    action: Literal["add", "update", "delete", "many"]
    data: dict[str, Any]
    page_id: str
    new_version: int
    client_id: str | None = None


class WhiteboardClear(Payload):
    page_id: PageId | None = None


class WhiteboardClearOut(Frame, kw_only=True):
    user_id: str
    page_id: str
    new_version: int
    client_id: str | None = None


class WhiteboardPages(Payload):
    action: Literal["add", "rename", "move", "delete"]
    page_id: PageId | None = None
    title: Title | None = None
    order: Order | None = None


class WhiteboardPagesOut(Durable):
    user_id: str
    pages: list[BoardPage]
    active_page_id: str


class WhiteboardPage(Payload):
    page_id: PageId


class WhiteboardPageOut(Durable):
    user_id: str
    page_id: str


class WhiteboardVisibility(Payload):
    visible: bool


class WhiteboardVisibilityOut(Durable):
    user_id: str
    visible: bool


server_event(
    "board",
    Board,
    lane=Lane.CONTROL,
    note="What the welcome says of the board, to somebody who has just got the right to see it.",
)


@event(
    "whiteboard-action",
    payload=WhiteboardAction,
    out=WhiteboardActionOut,
    lane=Lane.DOCUMENT,
    ability=Ability.DRAW,
    rate=ACTIONS,
    hears=Ability.SEE_BOARD,
)
async def whiteboard_action(socket: Socket, payload: WhiteboardAction, client_id: str | None) -> int:
    """Add, update or delete one element of a page (of the one shown to all, if none is named)."""
    return await drawing.draw(
        room=socket.room,
        user=socket.person.id,
        action=payload.action,
        data=payload.data,
        page=payload.page_id,
        may_edit=lambda: Ability.DRAW in socket.abilities,
        client_id=client_id,
        size=MAX_EVENT_BYTES,
    )


@event(
    "whiteboard-clear",
    payload=WhiteboardClear,
    out=WhiteboardClearOut,
    lane=Lane.DOCUMENT,
    ability=Ability.MANAGE_BOARD,
    hears=Ability.SEE_BOARD,
)
async def whiteboard_clear(socket: Socket, payload: WhiteboardClear, client_id: str | None) -> int:
    """Delete everything on a page (on the one shown to all, if none is named)."""
    return await drawing.clear(
        room=socket.room,
        user=socket.person.id,
        page=payload.page_id,
        may_edit=lambda: Ability.MANAGE_BOARD in socket.abilities,
        client_id=client_id,
    )


@event(
    "whiteboard-pages",
    payload=WhiteboardPages,
    out=WhiteboardPagesOut,
    lane=Lane.DURABLE,
    ability=Ability.MANAGE_BOARD,
    hears=Ability.SEE_BOARD,
)
async def whiteboard_pages(socket: Socket, payload: WhiteboardPages, client_id: str | None) -> int:
    """Add, rename, move or delete a page; what is told is the whole list, again when the board is shown."""
    who: dict[str, Any] = {"room": socket.room, "person": socket.person.id, "client_id": client_id}
    match payload:
        case WhiteboardPages(action="add"):
            return await db.run(
                pages.add_page, **who, page=payload.page_id, title=payload.title, order=payload.order
            )
        case WhiteboardPages(action="rename", page_id=str(page), title=str(title), order=None):
            return await db.run(pages.rename_page, **who, page=page, title=title)
        case WhiteboardPages(action="move", page_id=str(page), title=None, order=int(order)):
            return await db.run(pages.move_page, **who, page=page, order=order)
        case WhiteboardPages(action="delete", page_id=str(page), title=None, order=None):
            seq = await db.run(pages.delete_page, **who, page=page)
            await drawing.empty_page(room=socket.room, user=socket.person.id, page=page)
            return seq
    raise Invalid("bad_field", f"These are not the fields of {payload.action}.")


@event(
    "whiteboard-page",
    payload=WhiteboardPage,
    out=WhiteboardPageOut,
    lane=Lane.DURABLE,
    ability=Ability.MANAGE_BOARD,
    hears=Ability.SEE_BOARD,
)
async def whiteboard_page(socket: Socket, payload: WhiteboardPage, client_id: str | None) -> int:
    """Show this page to all."""
    return await db.run(
        pages.show_page,
        room=socket.room,
        person=socket.person.id,
        page=payload.page_id,
        client_id=client_id,
    )


@event(
    "whiteboard-visibility",
    payload=WhiteboardVisibility,
    out=WhiteboardVisibilityOut,
    lane=Lane.DURABLE,
    ability=Ability.MANAGE_BOARD,
)
async def whiteboard_visibility(socket: Socket, payload: WhiteboardVisibility, client_id: str | None) -> int:
    """Show or hide the board; after showing it `whiteboard-pages` follows for those who may see it now."""
    return await db.run(
        visibility.set_visibility,
        room=socket.room,
        person=socket.person.id,
        visible=payload.visible,
        client_id=client_id,
    )
