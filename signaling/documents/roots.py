"""Which pages a room's board may have: asked of the app that keeps the list of pages, which registers its answer."""

from collections.abc import Callable

PageIds = Callable[[int], frozenset[str]]
_page_ids: PageIds | None = None


def register(page_ids: PageIds) -> None:
    """`page_ids(room)` gives the ids of the pages that the room has; called inside the commit's transaction."""
    global _page_ids
    _page_ids = page_ids


def page_ids(room: int) -> frozenset[str]:
    """The pages that the room has; none as long as nobody keeps them."""
    return _page_ids(room) if _page_ids is not None else frozenset()
