"""How far what is drawn may reach, so that no element keeps a browser busy: hatching is drawn line by line.

New edits beyond are refused. What was stored before there were bounds stays as it is and is brought within them by
whoever reads it. The page's copy is in frontend/src/board/fields.ts.
"""

from collections.abc import Mapping
from typing import Any

# The least and the most of each number; of points: of each coordinate.
BOUNDS: dict[str, tuple[float, float]] = {
    "width": (-1e5, 1e5),
    "height": (-1e5, 1e5),
    "points": (-1e5, 1e5),
    "strokeWidth": (0.5, 100),
    "roughness": (0, 10),
    "opacity": (0, 100),
    "fontSize": (1, 5000),
}


def is_bounded(field: str, value: Any) -> bool:
    """Whether a value that the field may hold is within its bounds."""
    bounds = BOUNDS.get(field)
    if bounds is None:
        return True
    least, most = bounds
    if isinstance(value, list):
        return all(least <= x <= most and least <= y <= most for x, y in value)
    return bool(least <= value <= most)


def are_bounded(value: Mapping[str, Any]) -> bool:
    """Whether all fields of a group's value are."""
    return all(is_bounded(field, part) for field, part in value.items())


def bounded(field: str, value: Any) -> Any:
    """The value itself, or the nearest one within the bounds of its field."""
    if is_bounded(field, value):
        return value
    least, most = BOUNDS[field]
    if isinstance(value, list):
        return [[min(max(part, least), most) for part in point] for point in value]
    return min(max(value, least), most)
