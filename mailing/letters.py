"""What a mail says: apps register a builder for each kind, which is asked at the moment of sending."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
SUBJECT_LENGTH = 200
NAME_LENGTH = 60
# What mail programs would make a link of, were it not for the space of no width behind it.
LINKED = re.compile(r"(?<=\w)[.@](?=\w)|:(?=//)")


class Attachment(NamedTuple):
    name: str
    content: str | bytes
    type: str  # such as "text/calendar"


class Alternative(NamedTuple):
    """The same once more in another form, behind text and HTML; its type may have parameters of its own."""

    content: str
    type: str  # such as "text/calendar; method=REQUEST"


@dataclass(frozen=True)
class Letter:
    """One mail of `templates/email/<template>.txt` and `.html`, to one plain address.

    Names that people chose may stand in the subject: what could end a header line is taken out. An address or a
    header that holds such a character is refused with ValueError. `on_sent` is called in the transaction that marks
    the mail as sent.
    """

    to: str
    subject: str
    template: str
    context: dict[str, object] = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    alternatives: list[Alternative] = field(default_factory=list)
    on_sent: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        try:
            validate_email(self.to)
        except ValidationError:
            raise ValueError("a letter goes to one plain address") from None
        if any(CONTROLS.search(part) for pair in self.headers.items() for part in pair):
            raise ValueError("a header is one line")
        object.__setattr__(self, "subject", one_line(self.subject, SUBJECT_LENGTH))


class UnknownKind(LookupError):
    """No app of this process registered the kind; another version of the product may know it."""


Builder = Callable[..., Letter | None]
B = TypeVar("B", bound=Builder)
_builders: dict[str, Builder] = {}


def letter(kind: str) -> Callable[[B], B]:
    """Registers `build(**args) -> Letter | None` for a kind such as "accounts.verify-email".

    It is called when the mail is sent, with what was queued, and looks everything up then: None means that the mail
    is moot by now. Links and their tokens are made here and stored nowhere.
    """

    def register(build: B) -> B:
        if _builders.setdefault(kind, build) is not build:
            raise ValueError(f"two letters of the kind {kind}")
        return build

    return register


def build_letter(kind: str, args: dict[str, object]) -> Letter | None:
    """Raises UnknownKind, and whatever the builder raises."""
    if kind not in _builders:
        raise UnknownKind(kind)
    return _builders[kind](**args)


def is_registered(kind: str) -> bool:
    return kind in _builders


def one_line(text: str, length: int) -> str:
    """`text` without anything that could end a header line or turn its direction, and no longer than `length`."""
    line = " ".join(CONTROLS.sub(" ", text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def as_name(text: str) -> str:
    """A name that somebody chose (a person's, a room's), for the words of a mail: one line, and nothing to click.

    Who reads a mail trusts what stands in it, and a name such as "Pay at example.org" comes from a stranger.
    """
    return LINKED.sub("\\g<0>\u200b", one_line(text, NAME_LENGTH))
