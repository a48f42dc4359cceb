"""The shape in which reports keep a board: `{pages: [{id, title, order, elements}]}`."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

# More than this no database of ours takes in one value; the document itself has it all.
MOST_CHARACTERS = 8_000_000

Canvas = dict[str, Any]
Listed = Sequence[Mapping[str, Any]]


def canvas_of(pages: Listed, elements: Mapping[str, list[Any]]) -> Canvas:
    """The pages with their elements by page; without any, and with `tooBig`, where they are too many to keep."""
    shown = [{**page, "elements": elements.get(page["id"], [])} for page in pages]
    if len(json.dumps(shown)) <= MOST_CHARACTERS:
        return {"pages": shown}
    return {"pages": [page | {"elements": []} for page in shown], "tooBig": True}


def listed_anew(canvas: Canvas, pages: Listed) -> Canvas:
    """The same elements under a changed list of pages."""
    before = {page["id"]: page["elements"] for page in canvas.get("pages", [])}
    return {**canvas, "pages": [{**page, "elements": before.get(page["id"], [])} for page in pages]}
