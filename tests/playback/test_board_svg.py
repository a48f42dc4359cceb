"""A board's page as SVG: every kind of element, in its place, and nothing in it but numbers, colours and text."""

import random
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from playback.board_lines import MOST_POINTS
from playback.board_svg import MOST_LINES, TooLarge, page_svg
from signaling.documents.board_fields import ELEMENT_TYPES
from whiteboard.elements import elements_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "' onload='alert(1)",
    '" onload="alert(1)',
    "</text></svg><script>alert(1)</script>",
    "<![CDATA[<script>]]>",
    "&lt;script&gt;&#x3c;",
    "javascript:alert(1)",
    "url(javascript:alert(1))",
    "red; background: url(//example.org)",
    "\x00\x08\x1b\ufffe\uffff\u202e\ud7ff",
    "-->" * 3,
]


def groups(kind: str, **more: Any) -> dict[str, dict[str, Any]]:
    """An element as the document has it."""
    made: dict[str, dict[str, Any]] = {
        "base": {"type": kind, "seed": 1},
        "place": {"x": 10, "y": 20, "width": 100, "height": 50, "angle": 0},
        "index": {"index": "a0"},
    }
    if kind in {"line", "arrow", "freedraw"}:
        made["place"]["points"] = [[0, 0], [50, 20], [100, 50]]
    if kind == "text":
        made["text"] = {"text": "words", "fontSize": 20}
    if kind == "image":
        made["base"]["fileId"] = "ab" * 20
    for group, fields in more.items():
        made.setdefault(group, {}).update(fields)
    return made


def drawn(*elements: dict[str, Any], title: str = "Page 1") -> ElementTree.Element:
    """The page's SVG, read as XML; it holds nothing that could run or lead anywhere."""
    found = page_svg(
        elements_of({f"e{number}": element for number, element in enumerate(elements)}),
        title=title,
        image_address=lambda file_id: f"/images/{file_id}",
    )
    assert found is not None
    tree = ElementTree.fromstring(found)  # noqa: S314  (what we have written ourselves)
    for node in tree.iter():
        assert node.tag.removeprefix(SVG) in ALLOWED, node.tag
        for name, value in node.attrib.items():
            assert not name.lower().startswith("on") and name != "style", name
            if name.endswith("href"):
                assert re.fullmatch(r"/images/[A-Za-z0-9_-]+", value), value
            if name in NUMBERS:
                assert re.fullmatch(r"-?\d+(\.\d+)?", value), (name, value)
            if name in {"fill", "stroke"}:
                assert re.fullmatch(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+", value), value
    return tree


ALLOWED = {
    "svg", "g", "rect", "ellipse", "polygon", "polyline", "path", "circle", "text", "tspan", "image",
}  # fmt: skip
NUMBERS = {"x", "y", "width", "height", "cx", "cy", "rx", "ry", "r", "stroke-width", "opacity", "font-size"}


def find(tree: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    return tree.findall(f".//{SVG}{tag}")


@pytest.mark.parametrize("kind", ELEMENT_TYPES)
def test_every_kind_of_element_is_drawn(kind: str):
    tree = drawn(groups(kind))
    assert len(list(tree.iter())) > 3, "more than the paper"
    left, top, width, height = map(float, tree.attrib["viewBox"].split())
    assert left < 10 and top < 20 and left + width > 110 and top + height > 70, "all of it is in sight"


def test_a_page_without_anything_has_no_picture():
    assert page_svg([], title="Page 1", image_address=str) is None


def test_shapes_have_their_place_colour_and_line():
    style = {"strokeColor": "#e03131", "backgroundColor": "#a5d8ff", "fillStyle": "solid", "strokeWidth": 4}
    tree = drawn(groups("rectangle", style={**style, "strokeStyle": "dashed", "opacity": 50}))
    box = find(tree, "rect")[1]
    assert (box.get("x"), box.get("y"), box.get("width"), box.get("height")) == ("10", "20", "100", "50")
    assert (box.get("stroke"), box.get("fill"), box.get("stroke-width")) == ("#e03131", "#a5d8ff", "4")
    assert box.get("stroke-dasharray") and find(tree, "g")[0].get("opacity") == "0.5"
    clear = find(drawn(groups("ellipse", style={"backgroundColor": "transparent"})), "ellipse")[0]
    assert clear.get("fill") == "none"


def test_what_is_turned_is_turned_about_its_middle_and_stays_in_sight():
    tree = drawn(groups("rectangle", place={"angle": 1.5708}))
    assert find(tree, "g")[0].get("transform") == "rotate(90 60 45)"
    _, top, _, height = map(float, tree.attrib["viewBox"].split())
    assert top < -5 and top + height > 95


def test_an_arrow_has_its_head_at_its_end():
    tree = drawn(groups("arrow", style={"endArrowhead": "triangle", "startArrowhead": "dot"}))
    head = find(tree, "polygon")[0].get("points", "").split()
    assert "110,70" in head
    assert (find(tree, "circle")[0].get("cx"), find(tree, "circle")[0].get("cy")) == ("10", "20")
    for kind in ("arrow", "bar", "diamond", "diamond_outline", "circle_outline", "crowfoot_one"):
        drawn(groups("arrow", style={"endArrowhead": kind}))


def test_text_keeps_its_lines_and_its_place():
    tree = drawn(groups("text", text={"text": "one\n  two 😀", "fontSize": 20, "textAlign": "center"}))
    lines = find(tree, "tspan")
    assert [line.text for line in lines] == ["one", "  two 😀"]
    assert {line.get("x") for line in lines} == {"60"} and find(tree, "text")[0].get(
        "text-anchor"
    ) == "middle"


def test_empty_lines_take_their_place_and_nothing_else():
    lines = find(drawn(groups("text", text={"text": "one\n\n \nfour\n", "fontSize": 20})), "tspan")
    ys = [float(line.get("y", "")) for line in lines]
    assert [line.text for line in lines] == ["one", "four"]
    assert ys[1] - ys[0] == pytest.approx(3 * 20 * 1.25)


def test_of_a_very_long_text_the_first_lines_are_drawn_and_that_it_goes_on():
    whole = [f"line {number}" for number in range(MOST_LINES)]
    lines = find(drawn(groups("text", text={"text": "\n".join(whole), "fontSize": 20})), "tspan")
    assert [line.text for line in lines] == whole
    longer = drawn(groups("text", text={"text": "\n".join([*whole, "x", "y"]), "fontSize": 20}))
    assert [line.text for line in find(longer, "tspan")] == [*whole, "…"]
    hollow = page_svg(
        elements_of({"e": groups("text", text={"text": "\n" * 90_000, "fontSize": 20})}),
        title="",
        image_address=str,
    )
    assert hollow is not None and len(hollow) < 2_000


def test_a_drawing_beyond_its_bounds_is_refused():
    many = elements_of({f"e{number}": groups("text", text={"text": "x\n" * 400}) for number in range(1_000)})
    with pytest.raises(TooLarge):
        page_svg(many, title="", image_address=str)
    few = elements_of({f"e{number}": groups("rectangle") for number in range(2)})
    drawing = page_svg(few, title="", image_address=str)
    assert drawing is not None and page_svg(few, title="", image_address=str, most=len(drawing)) == drawing
    with pytest.raises(TooLarge):
        page_svg(few, title="", image_address=str, most=len(drawing) // 4)


def test_an_image_is_asked_for_where_images_are():
    tree = drawn(groups("image"))
    assert find(tree, "image")[0].get("href") == f"/images/{'ab' * 20}"
    drawn(groups("image", place={"scale": [-1, 1]}))
    crop = {"x": 1, "y": 2, "width": 3, "height": 4, "naturalWidth": 10, "naturalHeight": 20}
    cropped = drawn(groups("image", place={"crop": crop}))
    assert find(cropped, "svg")[0].get("viewBox") == "1 2 3 4"


def test_a_stroke_of_very_many_points_is_drawn_with_fewer():
    points = [[number / 10, (number * 7) % 13] for number in range(20_000)]
    path = find(drawn(groups("freedraw", place={"points": points})), "path")[0].get("d", "")
    assert path.count("C") <= MOST_POINTS + 1
    assert path.endswith(f"{10 + points[-1][0]:.1f} {20 + points[-1][1]}".replace(".0 ", " "))


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_was_written_is_text(text: str):
    tree = drawn(
        groups("text", text={"text": text, "fontSize": 20, "textAlign": text, "fontFamily": 1}),
        groups("frame", bind={"name": text}),
        groups("rectangle", style={"strokeColor": text, "backgroundColor": text, "strokeStyle": text}),
        groups("arrow", style={"endArrowhead": text, "strokeColor": text}),
        groups("image", base={"fileId": text}),
        title=text,
    )
    assert "script" not in {node.tag.removeprefix(SVG) for node in tree.iter()}


def test_nothing_that_the_document_can_hold_breaks_it():
    """Fields of any kind in any group: what the board takes is drawn, what it does not take is left out."""
    chance = random.Random(3)
    values: list[Any] = [
        None, True, 0, -1, 1e7, -1e7, 0.001, 1e-9, 3.5, "", "#fff", "solid", "a" * 50, [], [[0, 0]], [[1, 2], [3, 4]],
        {}, {"type": 3}, {"x": 1}, *HOSTILE,
    ]  # fmt: skip
    fields = {
        "place": ("x", "y", "width", "height", "angle", "points", "scale", "crop"),
        "style": (
            "strokeColor",
            "backgroundColor",
            "strokeWidth",
            "opacity",
            "roundness",
            "endArrowhead",
            "fillStyle",
        ),
        "text": ("text", "fontSize", "fontFamily", "textAlign", "lineHeight"),
    }
    tried = 0
    for _ in range(1500):
        kind = chance.choice(ELEMENT_TYPES)
        odd = {
            group: {name: chance.choice(values) for name in names if chance.random() < 0.4}
            for group, names in fields.items()
        }
        element = groups(kind, **odd)
        if elements_of({"e": element}):
            drawn(element)
            tried += 1
    assert tried > 300
