"""What other apps show on a group's page: parts of it, and buttons at its head, registered when they are ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from groups.access import Standing


@dataclass(frozen=True)
class Part:
    """`data` is what `template` finds under that name, beside `standing` and `group`."""

    name: str
    title: str
    template: str
    data: Any


@dataclass(frozen=True)
class Action:
    """A button that leads somewhere: its words, the address, and the name of an icon."""

    words: str
    url: str
    icon: str


_parts: dict[str, tuple[str, str, Callable[[Standing], Any]]] = {}
_actions: list[Callable[[Standing], list[Action]]] = []


def group_part(name: str, title: str, template: str, read: Callable[[Standing], Any]) -> None:
    """A section of the page. `read(standing)` gives its data in a fixed number of queries, or None to leave it out."""
    _parts[name] = (title, template, read)


def group_actions(read: Callable[[Standing], list[Action]]) -> Callable[[Standing], list[Action]]:
    """Buttons for whoever looks at the page, the most important first."""
    _actions.append(read)
    return read


def parts_for(standing: Standing) -> list[Part]:
    found = []
    for name, (title, template, read) in _parts.items():
        data = read(standing)
        if data is not None:
            found.append(Part(name, title, template, data))
    return found


def actions_for(standing: Standing) -> list[Action]:
    return [action for read in _actions for action in read(standing)]
