"""The board as a newcomer's welcome and the REST door have it."""

from typing import Any

from fusemeet.errors import NotFound
from rooms.access import Member
from rooms.models import Room
from rooms.policy import BOARD_VISIBLE, Ability
from signaling.documents.log import DocumentGone, load
from signaling.documents.models import DocumentKind
from signaling.hooks import Entry
from whiteboard.elements import elements_of
from whiteboard.pages import pages_of


def board_state(entry: Entry) -> dict[str, Any]:
    """Whether the board is shown, its pages, and which of them to all; no pages for who may not see it."""
    visible = Room.objects.only("switches", "room_type").get(pk=entry.room).permissions[BOARD_VISIBLE]
    if Ability.SEE_BOARD not in entry.abilities:
        return {"visible": visible, "activePageId": None, "pages": []}
    return {"visible": visible, **pages_of(entry.room).as_wire()}


def board_response(member: Member) -> dict[str, Any]:
    """The pages with what is drawn on them, as of the newest commit; none for who may not see the board."""
    if Ability.SEE_BOARD not in member.abilities:
        return {"pages": [], "activePageId": None, "pageCount": 0}
    try:
        drawn = load(member.room.pk, DocumentKind.BOARD).replica.board()
    except DocumentGone:
        raise NotFound from None
    listed = pages_of(member.room.pk).as_wire()
    pages = [{**page, "elements": elements_of(drawn.get(page["id"], {}))} for page in listed["pages"]]
    return {"pages": pages, "activePageId": listed["activePageId"], "pageCount": len(pages)}
