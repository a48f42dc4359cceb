"""Line icons drawn into the page (`{% icon "sun" %}`), so that no page waits for a sprite, and a person's initials."""

from functools import cache
from pathlib import Path

from django import template
from django.utils.safestring import SafeString

register = template.Library()

DRAWINGS = Path(__file__).resolve().parent / "icons"


@cache
def drawing(name: str) -> str:
    """The inside of one 24 × 24 drawing (fusemeet/templatetags/icons/<name>.svg), as it stands in the page."""
    return (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8").strip()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon: hidden from screen readers, as large as the text beside it says."""
    return SafeString(  # nothing of it comes from a reader: our own files, named in our own templates
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{drawing(name)}</svg>'
    )


@register.filter
def initials(name: str) -> str:
    """One or two capital letters for a name: of its first and its last word."""
    words = name.split()
    if not words:
        return "?"
    ends = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in ends).upper()
