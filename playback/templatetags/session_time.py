"""Times within a session, counted from its beginning, so that they need no time zone."""

from django import template

register = template.Library()


@register.filter
def session_clock(milliseconds: int) -> str:
    """`1:02:03`, or `2:03` within the first hour."""
    minutes, seconds = divmod(max(0, int(milliseconds)) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def duration(milliseconds: int) -> str:
    """In words: "1 h 12 min", "45 min", "30 s"."""
    seconds = max(0, int(milliseconds)) // 1000
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
