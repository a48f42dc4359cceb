"""What a change of a document is outside of Yjs: a piece of text, or one group of one element of the board."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TextEdit:
    """At offset `at`, `delete` UTF-16 units go and `insert` comes; offsets count in the text before the edits."""

    at: int
    delete: int
    insert: str


@dataclass(frozen=True, slots=True)
class BoardChange:
    """One group of an element on one page gets this value; None: the entry is removed."""

    page: str
    element: str
    group: str
    value: dict[str, Any] | None


Change = TextEdit | BoardChange
