"""The geometry of lines on the board: paths through points, and the heads of arrows."""

import math
from collections.abc import Callable
from typing import Any

Point = tuple[float, float]
Number = Callable[[float], str]

MOST_POINTS = 600  # of one stroke; more are not told apart on paper
HEAD = 18.0
WINGS = math.radians(20)


def placed(element: dict[str, Any]) -> list[Point]:
    """The points of a line or stroke where they stand on the page."""
    return [(element["x"] + x, element["y"] + y) for x, y in element["points"]]


def thinned(points: list[Point]) -> list[Point]:
    """Every so-manieth of very many, with the last."""
    if len(points) <= MOST_POINTS:
        return points
    step = math.ceil(len(points) / MOST_POINTS)
    return [*points[:-1:step], points[-1]]


def path_through(points: list[Point], *, smooth: bool, number: Number) -> str:
    """The `d` of a path; a smooth one goes through its points as a Catmull-Rom spline does."""

    def at(point: Point) -> str:
        return f"{number(point[0])} {number(point[1])}"

    start = f"M{at(points[0])}"
    if len(points) == 1:
        return f"{start}h0.01"
    if not smooth or len(points) == 2:
        return start + "".join(f"L{at(point)}" for point in points[1:])
    curves = []
    for before, here, there, after in zip(
        [points[0], *points[:-2]], points[:-1], points[1:], [*points[2:], points[-1]], strict=True
    ):
        first = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        second = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        curves.append(f"C{at(first)} {at(second)} {at(there)}")
    return start + "".join(curves)


def head(kind: str, points: list[Point]) -> list[Point]:
    """The corners of a head at the last of the points, as the line comes to it from the one before."""
    tip = points[-1]
    origin = next((point for point in reversed(points[:-1]) if point != tip), tip)
    angle = math.atan2(tip[1] - origin[1], tip[0] - origin[0])
    size = min(HEAD, math.dist(tip, origin) / 2)

    def from_tip(turn: float, length: float) -> Point:
        return tip[0] - length * math.cos(angle + turn), tip[1] - length * math.sin(angle + turn)

    if kind == "bar":
        return [from_tip(math.pi / 2, size / 2), from_tip(-math.pi / 2, size / 2)]
    if kind.startswith("diamond"):
        return [tip, from_tip(WINGS, size * 0.6), from_tip(0, size * 1.2), from_tip(-WINGS, size * 0.6)]
    return [from_tip(WINGS, size), tip, from_tip(-WINGS, size)]
