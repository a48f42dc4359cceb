"""The contrast of every pair of text and ground, computed from the one file of tokens as WCAG 2.2 says."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = Path(settings.BASE_DIR) / "frontend" / "src" / "styles" / "tokens.css"
TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{6})\s*;")

GROUNDS = ["ground", "surface", "raised", "hover"]
# What is read on any ground, what is read on one of its own, and what need only be seen (a control's edge: 3 to 1).
TEXT_ON_GROUND = [
    (ink, ground) for ink in ("text", "muted", "accent", "live", "warn", "danger") for ground in GROUNDS
]
TEXT_ON_ITS_OWN = [
    ("accent-ink", "accent"),
    ("accent-ink", "accent-hover"),
    ("danger-ink", "danger-fill"),
    ("danger-ink", "danger-fill-hover"),
    *[(ink, f"{ink}-soft") for ink in ("accent", "live", "warn", "danger")],
    *[("text", f"{tint}-soft") for tint in ("accent", "live", "warn", "danger")],
    *[("person-ink", f"person-{number}") for number in range(1, 9)],
]
EDGES = [(edge, ground) for edge in ("line-strong", "accent") for ground in ("ground", "surface", "raised")]
EDGES += [
    (f"person-{number}", ground) for number in range(1, 9) for ground in ("ground", "surface", "raised")
]


def tokens(theme: str) -> dict[str, str]:
    """The tokens of a theme: what both have in common, then what is its own."""
    found: dict[str, str] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", SHEET.read_text(encoding="utf-8")):
        if f'[data-theme="{theme}"]' in selector or selector.strip().endswith(":root"):
            found |= dict(TOKEN.findall(body))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND + TEXT_ON_ITS_OWN)
def test_text_has_at_least_4_5_to_1(theme: str, ink: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_an_edge_that_means_something_has_at_least_3_to_1(theme: str, edge: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[edge], colours[ground]) >= 3
