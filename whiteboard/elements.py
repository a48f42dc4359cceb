"""Whole Excalidraw elements made of the groups that the document holds, for readers that know no Yjs.

The fields and their defaults are Excalidraw 0.18's (https://github.com/excalidraw/excalidraw,
packages/excalidraw/data/restore.ts). What would lead out of the room (links, embedded pages) is never among them.
"""

from collections.abc import Mapping
from typing import Any

from signaling.documents.board_bounds import bounded
from signaling.documents.board_fields import FIELDS, GROUPS

Groups = Mapping[str, Mapping[str, Any]]
Element = dict[str, Any]

DEFAULTS: Element = {
    "x": 0,
    "y": 0,
    "width": 0,
    "height": 0,
    "angle": 0,
    "strokeColor": "#1e1e1e",
    "backgroundColor": "transparent",
    "fillStyle": "solid",
    "strokeWidth": 2,
    "strokeStyle": "solid",
    "roughness": 1,
    "opacity": 100,
    "roundness": None,
    "seed": 1,
    "index": None,
    "groupIds": [],
    "frameId": None,
    "boundElements": None,
    "locked": False,
    "isDeleted": False,
}
# Each browser counts these for itself: the document needs them not, and a reader needs them to be there.
CONSTANT: Element = {"link": None, "version": 1, "versionNonce": 0, "updated": 1}
_LINEAR: Element = {
    "points": [],
    "lastCommittedPoint": None,
    "startBinding": None,
    "endBinding": None,
    "startArrowhead": None,
    "endArrowhead": None,
}
OF_TYPE: dict[str, Element] = {
    "rectangle": {},
    "diamond": {},
    "ellipse": {},
    "line": _LINEAR,
    "arrow": _LINEAR | {"elbowed": False},
    "freedraw": {"points": [], "pressures": [], "simulatePressure": True, "lastCommittedPoint": None},
    "text": {
        "text": "",
        "originalText": "",
        "fontSize": 20,
        "fontFamily": 5,
        "textAlign": "left",
        "verticalAlign": "top",
        "lineHeight": 1.25,
        "autoResize": True,
        "containerId": None,
    },
    "image": {"fileId": None, "scale": [1, 1], "crop": None, "status": "saved"},
    "frame": {"name": None},
}
_ELBOW: Element = {"fixedSegments": None, "startIsSpecial": None, "endIsSpecial": None}
# Without these there is nothing to be seen.
NEEDED: dict[str, str] = {
    "line": "points",
    "arrow": "points",
    "freedraw": "points",
    "text": "text",
    "image": "fileId",
}


def elements_of(page: Mapping[str, Groups], *, deleted: bool = False) -> list[Element]:
    """The elements of a page as `replica.board()` has it, those at the back first.

    What cannot be read as an element is left out; so is, unless `deleted`, what was deleted.
    """
    elements = [element for id, groups in page.items() if (element := whole_element(id, groups))]
    shown = [element for element in elements if deleted or not element["isDeleted"]]
    # As the page has it: what has no place in the order lies at the back.
    return sorted(shown, key=lambda element: (element["index"] or "", element["id"]))


def is_shown(groups: Groups) -> bool:
    """Whether there is something to be seen of it: as `whole_element`, but without a look at every value."""
    if groups.get("gone", {}).get("isDeleted"):
        return False
    base, place, text = (groups.get(group, {}) for group in ("base", "place", "text"))
    kind = base.get("type")
    if kind not in OF_TYPE or "x" not in place or "y" not in place:
        return False
    return kind not in NEEDED or bool({**base, **place, **text}.get(NEEDED[kind]))


def whole_element(id: str, groups: Groups) -> Element | None:
    """One element with every field that its type has; None where the groups make none."""
    stored = {
        field: bounded(field, groups[group][field])
        for group, fields in GROUPS.items()
        if group in groups
        for field in fields
        if field in groups[group] and FIELDS[field](groups[group][field])
    }
    kind = stored.get("type")
    if kind not in OF_TYPE or "x" not in stored or "y" not in stored:
        return None
    if kind in NEEDED and not stored.get(NEEDED[kind]):
        return None
    fields = DEFAULTS | OF_TYPE[kind]
    if stored.get("elbowed") and kind == "arrow":
        fields = fields | _ELBOW
    element = {field: stored.get(field, default) for field, default in fields.items()}
    if kind == "text" and "originalText" not in stored:
        element["originalText"] = element["text"]
    return {"id": id, "type": kind, **element, **CONSTANT}
