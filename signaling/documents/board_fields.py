"""What an element of the board is made of: its groups, the fields of each, and what a field may hold.

This is the one list; the page's copy is frontend/src/board/fields.ts. The names are Excalidraw's
(https://github.com/excalidraw/excalidraw, packages/element/src/types.ts); what is derived from others or would lead
out of the room (version, versionNonce, updated, link, customData) is not stored.
"""

import math
import re
from collections.abc import Callable
from typing import Any

PAGE_ID = re.compile(r"[a-z0-9]{1,16}\Z")
ELEMENT_ID = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
ROOT_PREFIX = "page:"

# Two people who change different groups of one element at the same time both get what they did.
GROUPS: dict[str, tuple[str, ...]] = {
    "base": ("type", "seed", "fileId"),
    "place": (
        "x",
        "y",
        "width",
        "height",
        "angle",
        "points",
        "pressures",
        "simulatePressure",
        "lastCommittedPoint",
        "scale",
        "crop",
    ),
    "style": (
        "strokeColor",
        "backgroundColor",
        "fillStyle",
        "strokeWidth",
        "strokeStyle",
        "roughness",
        "opacity",
        "roundness",
        "startArrowhead",
        "endArrowhead",
    ),
    "text": (
        "text",
        "originalText",
        "fontSize",
        "fontFamily",
        "textAlign",
        "verticalAlign",
        "lineHeight",
        "autoResize",
    ),
    "bind": (
        "boundElements",
        "startBinding",
        "endBinding",
        "containerId",
        "groupIds",
        "frameId",
        "locked",
        "elbowed",
        "fixedSegments",
        "startIsSpecial",
        "endIsSpecial",
        "name",
    ),
    "index": ("index",),
    "gone": ("isDeleted",),
}
ELEMENT_TYPES = (
    "rectangle",
    "diamond",
    "ellipse",
    "arrow",
    "line",
    "freedraw",
    "text",
    "image",
    "frame",
)

GROUP_NAMES = tuple(GROUPS)
# No field stands in two groups, so a value tells by its fields which group it belongs to.
GROUP_OF_FIELD = {field: group for group, fields in GROUPS.items() for field in fields}

# Beyond this a browser's canvas shows nothing any more.
MOST = 1e7
MAX_INTEGER = 2**31
MAX_TEXT = 100_000

Check = Callable[[Any], bool]


def _number(value: Any, most: float = MOST) -> bool:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(value) and abs(value) <= most


def _integer(value: Any) -> bool:
    return _number(value, MAX_INTEGER) and value == int(value)


def _boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _string(most: int, pattern: str = r".*") -> Check:
    whole = re.compile(rf"(?:{pattern})\Z", re.DOTALL)
    return lambda value: isinstance(value, str) and len(value) <= most and bool(whole.match(value))


def _one_of(*choices: str) -> Check:
    return lambda value: isinstance(value, str) and value in choices


def _or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _list(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(check, value))


def _object(needed: dict[str, Check], **optional: Check) -> Check:
    checks = {**needed, **optional}

    def is_such(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and needed.keys() <= value.keys() <= checks.keys()
            and all(checks[name](part) for name, part in value.items())
        )

    return is_such


def _point(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and _number(value[0]) and _number(value[1])


_id = _string(40, r"[A-Za-z0-9_-]+")
# A colour goes into the attributes of exported SVG, where `url(…)` would name a place to fetch from.
_colour = _string(64, r"(?!(?i:.*url))[A-Za-z0-9#(),.%/ -]+")
_arrowhead = _or_null(_string(40, r"[a-z_]+"))
_binding = _or_null(
    _object(
        {"elementId": _id},
        focus=_number,
        gap=_number,
        fixedPoint=_or_null(_point),
        mode=_string(20, r"[a-z]+"),
    )
)
_crop = _object(dict.fromkeys(("x", "y", "width", "height", "naturalWidth", "naturalHeight"), _number))
_segment = _object({"start": _point, "end": _point, "index": _integer})

FIELDS: dict[str, Check] = {
    "type": _one_of(*ELEMENT_TYPES),
    "seed": _integer,
    "fileId": _or_null(_string(64, r"[A-Za-z0-9_-]+")),
    **dict.fromkeys(("x", "y", "width", "height", "angle"), _number),
    "points": _list(_point),
    "pressures": _list(_number),
    "simulatePressure": _boolean,
    "lastCommittedPoint": _or_null(_point),
    "scale": _point,
    "crop": _or_null(_crop),
    "strokeColor": _colour,
    "backgroundColor": _colour,
    "fillStyle": _one_of("hachure", "cross-hatch", "solid", "zigzag"),
    "strokeWidth": _number,
    "strokeStyle": _one_of("solid", "dashed", "dotted"),
    "roughness": _number,
    "opacity": _number,
    "roundness": _or_null(_object({"type": _integer}, value=_number)),
    "startArrowhead": _arrowhead,
    "endArrowhead": _arrowhead,
    "text": _string(MAX_TEXT),
    "originalText": _string(MAX_TEXT),
    "fontSize": _number,
    "fontFamily": _integer,
    "textAlign": _one_of("left", "center", "right"),
    "verticalAlign": _one_of("top", "middle", "bottom"),
    "lineHeight": _number,
    "autoResize": _boolean,
    "boundElements": _or_null(_list(_object({"id": _id, "type": _one_of("arrow", "text")}))),
    "startBinding": _binding,
    "endBinding": _binding,
    "containerId": _or_null(_id),
    "groupIds": _list(_id),
    "frameId": _or_null(_id),
    "locked": _boolean,
    "elbowed": _boolean,
    "fixedSegments": _or_null(_list(_segment)),
    "startIsSpecial": _or_null(_boolean),
    "endIsSpecial": _or_null(_boolean),
    "name": _or_null(_string(200)),
    "index": _or_null(_string(200, r"[A-Za-z0-9]+")),
    "isDeleted": _boolean,
}


def group_of(value: Any) -> str | None:
    """The group whose fields the value has, each of its kind; "" for an empty object, which any group may be.

    None: it is no value that an element may have.
    """
    if not isinstance(value, dict):
        return None
    group = ""
    for field, part in value.items():
        check = FIELDS.get(field)
        if check is None or not check(part) or (group and GROUP_OF_FIELD[field] != group):
            return None
        group = GROUP_OF_FIELD[field]
    return group


def is_value_of(group: str, value: Any) -> bool:
    """Whether the object may stand in this group of an element."""
    return group in GROUPS and group_of(value) in (group, "")


def read_key(key: str) -> tuple[str, str] | None:
    """The element and the group that a key of a page names; None if it names none."""
    element, slash, group = key.rpartition("/")
    return (element, group) if slash and group in GROUPS and ELEMENT_ID.match(element) else None


def read_root(root: str) -> str | None:
    """The page that a root of the document holds; None if it is no page."""
    page = root.removeprefix(ROOT_PREFIX)
    return page if page != root and PAGE_ID.match(page) else None
