"""A page of the board as SVG, for where no browser draws it: the shapes, honestly, without the shaking hand.

Everything in it is a number written by us, a colour of a known form, or escaped text; elements are as
`whiteboard.elements` gives them.
"""

import math
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from playback import board_lines

Element = dict[str, Any]
Address = Callable[[str], str]

MARGIN = 24
INK, PAPER = "#1e1e1e", "#ffffff"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\Z|[a-zA-Z]{1,30}\Z")
FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
DASHES = {"dashed": (8, 10), "dotted": (1.5, 7)}
# Excalidraw's numbers; the drawn ones are handwriting, which falls back to what the reader has.
FONTS = {
    1: "Virgil, Segoe Print, Bradley Hand, Comic Sans MS, sans-serif",
    2: "Helvetica, Arial, sans-serif",
    3: "Cascadia Code, Cascadia Mono, monospace",
    5: "Excalifont, Virgil, Segoe Print, Comic Sans MS, sans-serif",
    6: "Nunito, Helvetica, Arial, sans-serif",
    8: "Comic Shanns, Cascadia Code, monospace",
}
ANCHORS = {"left": ("start", 0.0), "center": ("middle", 0.5), "right": ("end", 1.0)}
# Of a text that is longer the rest is not drawn: nobody prints it, and each line is many times as long in SVG.
MOST_LINES = 500
# Characters of one drawing.
MOST_CHARACTERS = 5_000_000
ASCENT = 0.9  # of a line's own height above its baseline, near enough for every font


class TooLarge(Exception):
    """The drawing would be too long to be sent and printed."""


def page_svg(
    elements: Iterable[Element], *, title: str, image_address: Address, most: int = MOST_CHARACTERS
) -> SafeString | None:
    """The page, as large as what is on it; None for one on which nothing is drawn.

    Raises TooLarge as soon as it has more than `most` characters.
    """
    drawn = list(elements)
    if not drawn:
        return None
    left, top, right, bottom = _around(drawn)
    width, height = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
    view = f"{_n(left - MARGIN)} {_n(top - MARGIN)} {_n(width)} {_n(height)}"
    parts = []
    for element in drawn:
        parts.append(_element(element, image_address))
        most -= len(parts[-1])
        if most < 0:
            raise TooLarge
    body = "".join(parts)
    return SafeString(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{_n(width)}" height="{_n(height)}" '
        f'role="img" aria-label="{escape(_printable(title))}" stroke-linecap="round" stroke-linejoin="round">'
        f'<rect x="{_n(left - MARGIN)}" y="{_n(top - MARGIN)}" width="{_n(width)}" height="{_n(height)}" '
        f'fill="{PAPER}"/>{body}</svg>'
    )


def _n(value: float) -> str:
    """A number as short as it may be; never anything else."""
    number = float(value)
    if not math.isfinite(number) or abs(number) < 0.005:
        return "0"
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _colour(value: Any, otherwise: str = INK) -> str:
    if value == "transparent":
        return "none"
    return value if isinstance(value, str) and COLOUR.match(value) else otherwise


def _around(elements: list[Element]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all of them, turned as they are."""
    corners = [corner for element in elements for corner in _corners(element)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _corners(element: Element) -> list[tuple[float, float]]:
    left, top, right, bottom = _box(element)
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    cos, sin = math.cos(element["angle"]), math.sin(element["angle"])
    return [
        (
            middle_x + (x - middle_x) * cos - (y - middle_y) * sin,
            middle_y + (x - middle_x) * sin + (y - middle_y) * cos,
        )
        for x in (left, right)
        for y in (top, bottom)
    ]


def _box(element: Element) -> tuple[float, float, float, float]:
    """Before it is turned; of a line the box of its points."""
    x, y = element["x"], element["y"]
    points = element.get("points")
    if points:
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        return x + min(xs), y + min(ys), x + max(xs), y + max(ys)
    return x, y, x + abs(element["width"]), y + abs(element["height"])


def _element(element: Element, image_address: Address) -> str:
    left, top, right, bottom = _box(element)
    shape = _SHAPES[element["type"]](element, image_address)
    turned = (
        f' transform="rotate({_n(math.degrees(element["angle"]))} {_n((left + right) / 2)} {_n((top + bottom) / 2)})"'
        if element["angle"]
        else ""
    )
    faint = f' opacity="{_n(element["opacity"] / 100)}"' if element["opacity"] != 100 else ""
    return f"<g{turned}{faint}>{shape}</g>" if shape else ""


def _stroke(element: Element) -> str:
    width = element["strokeWidth"]
    dashes = DASHES.get(element["strokeStyle"])
    dashed = f' stroke-dasharray="{_n(dashes[0])} {_n(dashes[1] + width)}"' if dashes else ""
    return f'stroke="{_colour(element["strokeColor"])}" stroke-width="{_n(width)}"{dashed}'


def _fill(element: Element) -> str:
    """Hatching is shown as a lighter tone of its colour."""
    colour = _colour(element["backgroundColor"], "none")
    lighter = ' fill-opacity="0.5"' if colour != "none" and element["fillStyle"] != "solid" else ""
    return f'fill="{colour}"{lighter}'


def _rectangle(element: Element, _: Address) -> str:
    width, height = abs(element["width"]), abs(element["height"])
    round_ = f' rx="{_n(min(32, min(width, height) / 4))}"' if element.get("roundness") else ""
    return (
        f'<rect x="{_n(element["x"])}" y="{_n(element["y"])}" width="{_n(width)}" height="{_n(height)}"{round_} '
        f"{_fill(element)} {_stroke(element)}/>"
    )


def _diamond(element: Element, _: Address) -> str:
    left, top, right, bottom = _box(element)
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    points = ((middle_x, top), (right, middle_y), (middle_x, bottom), (left, middle_y))
    listed = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    return f'<polygon points="{listed}" {_fill(element)} {_stroke(element)}/>'


def _ellipse(element: Element, _: Address) -> str:
    left, top, right, bottom = _box(element)
    return (
        f'<ellipse cx="{_n((left + right) / 2)}" cy="{_n((top + bottom) / 2)}" rx="{_n((right - left) / 2)}" '
        f'ry="{_n((bottom - top) / 2)}" {_fill(element)} {_stroke(element)}/>'
    )


def _line(element: Element, _: Address) -> str:
    points = board_lines.placed(element)
    closed = len(points) > 2 and points[0] == points[-1]
    fill = _fill(element) if closed else 'fill="none"'
    path = board_lines.path_through(points, smooth=bool(element.get("roundness")), number=_n)
    heads = "".join(
        _head(element, kind, points if end else points[::-1])
        for kind, end in ((element.get("startArrowhead"), False), (element.get("endArrowhead"), True))
        if kind and len(points) > 1
    )
    return f'<path d="{path}" {fill} {_stroke(element)}/>{heads}'


def _head(element: Element, kind: str, points: list[tuple[float, float]]) -> str:
    """What stands at the last of the points."""
    colour, width = _colour(element["strokeColor"]), element["strokeWidth"]
    solid = f'stroke="{colour}" stroke-width="{_n(width)}"'
    if kind in {"dot", "circle", "circle_outline"}:
        x, y = points[-1]
        inside = PAPER if kind == "circle_outline" else colour
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(4 + width)}" fill="{inside}" {solid}/>'
    corners = board_lines.head(kind, points)
    listed = " ".join(f"{_n(x)},{_n(y)}" for x, y in corners)
    if kind.startswith(("triangle", "diamond")):
        return f'<polygon points="{listed}" fill="{PAPER if kind.endswith("outline") else colour}" {solid}/>'
    return f'<polyline points="{listed}" fill="none" {solid}/>'


def _freedraw(element: Element, _: Address) -> str:
    """The pen's pressure is left out: one width, of what Excalidraw draws on the average."""
    points = board_lines.thinned(board_lines.placed(element))
    path = board_lines.path_through(points, smooth=True, number=_n)
    closed = len(points) > 3 and math.dist(points[0], points[-1]) < 8
    fill = _fill(element) if closed else 'fill="none"'
    return (
        f'<path d="{path}" {fill} stroke="{_colour(element["strokeColor"])}" '
        f'stroke-width="{_n(element["strokeWidth"] * 2)}"/>'
    )


def _text(element: Element, _: Address) -> str:
    size = element["fontSize"]
    step = size * element["lineHeight"]
    anchor, part = ANCHORS.get(element["textAlign"], ANCHORS["left"])
    x = element["x"] + abs(element["width"]) * part
    first = element["y"] + (step - size) / 2 + size * ASCENT
    written = element["text"].split("\n", MOST_LINES)
    written[MOST_LINES:] = ["…"] * (len(written) > MOST_LINES)
    lines = "".join(
        f'<tspan x="{_n(x)}" y="{_n(first + step * number)}">{escape(_printable(line))}</tspan>'
        for number, line in enumerate(written)
        if line.strip()
    )
    font = FONTS.get(element["fontFamily"], FONTS[2])
    return (
        f'<text xml:space="preserve" font-family="{escape(font)}" font-size="{_n(size)}" text-anchor="{anchor}" '
        f'fill="{_colour(element["strokeColor"])}">{lines}</text>'
    )


def _printable(text: str) -> str:
    """XML has no control characters, not even as references."""
    return "".join(char for char in text if char == "\t" or (char >= " " and char not in "\ufffe\uffff"))


def _image(element: Element, image_address: Address) -> str:
    file_id = element["fileId"]
    if not isinstance(file_id, str) or not FILE_ID.match(file_id):
        return ""
    x, y, width, height = element["x"], element["y"], abs(element["width"]), abs(element["height"])
    address = escape(image_address(file_id))
    mirrored = [-1 if sign < 0 else 1 for sign in (element.get("scale") or [1, 1])]
    crop = element.get("crop")
    if crop:
        view = " ".join(_n(crop[side]) for side in ("x", "y", "width", "height"))
        whole = f'width="{_n(crop["naturalWidth"])}" height="{_n(crop["naturalHeight"])}"'
        inside = f'<image href="{address}" {whole} preserveAspectRatio="none"/>'
    else:
        view, inside = "0 0 1 1", f'<image href="{address}" width="1" height="1" preserveAspectRatio="none"/>'
    placed = (
        f'<svg x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" viewBox="{view}" '
        f'preserveAspectRatio="none">{inside}</svg>'
    )
    if mirrored == [1, 1]:
        return placed
    around = f"{_n(x + width / 2)} {_n(y + height / 2)}"
    back = f"{_n(-x - width / 2)} {_n(-y - height / 2)}"
    return f'<g transform="translate({around}) scale({mirrored[0]} {mirrored[1]}) translate({back})">{placed}</g>'


def _frame(element: Element, _: Address) -> str:
    name = escape(_printable(str(element.get("name") or "Frame")))
    box = (
        f'<rect x="{_n(element["x"])}" y="{_n(element["y"])}" width="{_n(abs(element["width"]))}" '
        f'height="{_n(abs(element["height"]))}" rx="8" fill="none" stroke="#8a8a8a" stroke-width="1.5"/>'
    )
    label = f'<text x="{_n(element["x"])}" y="{_n(element["y"] - 8)}" font-family="{FONTS[2]}" font-size="14"'
    return f'{box}{label} fill="#6a6a6a">{name}</text>'


_SHAPES: dict[str, Callable[[Element, Address], str]] = {
    "rectangle": _rectangle,
    "diamond": _diamond,
    "ellipse": _ellipse,
    "line": _line,
    "arrow": _line,
    "freedraw": _freedraw,
    "text": _text,
    "image": _image,
    "frame": _frame,
}
