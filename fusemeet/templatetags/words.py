"""Names that programs gave, as a person reads them."""

from django import template

register = template.Library()
# Abbreviations ("SQL", "HTTP") stay as they are.
LONGEST_ABBREVIATION = 4


@register.filter
def in_words(name: str) -> str:
    """`DATA_STRUCTURES` is "Data structures"; what somebody typed, such as "JavaScript", stays."""
    if name != name.upper() or len(name) <= LONGEST_ABBREVIATION:
        return name
    return name.replace("_", " ").lower().capitalize()
