"""What somebody may send in a call, held against the session descriptions that they hand to others.

Lines of media stand in one order on both sides: microphone, camera, screen, the screen's sound. A description is read
as carefully as the most lenient browser reads it: where two readers could take a line differently, it counts as
sending. Sources: RFC 8866 (grammar, a session's direction as the default of its media), RFC 8829 5.2.1 (`bundle-only`
lines have port 0 and are alive), RFC 9143; how Chromium and Firefox cut lines and attributes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fusemeet.errors import Denied, Invalid

# What is shown of a person, and the right that it takes.
RIGHTS = {"audio": "microphone", "video": "camera", "screen": "screen_share"}
# The lines in their order: what they carry, and the right that sending it takes.
LINES = (("audio", "microphone"), ("video", "camera"), ("video", "screen_share"), ("audio", "screen_share"))

SENDING, SILENT = frozenset({"sendrecv", "sendonly"}), frozenset({"recvonly", "inactive"})
ALIVE_AT_PORT_0 = "bundle-only"
MOST_LINES = 5000
# A bare CR ends a line for some and not for others, as NUL ends everything.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@dataclass
class Section:
    """A line of media, or the part before the first; `stated` are the directions that it states."""

    media: str = ""
    port: int = 0
    protocol: str = ""
    attributes: set[str] = field(default_factory=set)
    stated: set[str] = field(default_factory=set)

    @property
    def is_data(self) -> bool:
        return self.media == "application" and "SCTP" in self.protocol.split("/")

    @property
    def is_rejected(self) -> bool:
        return self.port == 0 and ALIVE_AT_PORT_0 not in self.attributes

    def take(self, attribute: str) -> None:
        """Some browsers know attributes in any case, and end their names at any other sign: so is what sends found.

        What does not send must be written as it should be.
        """
        name = _name_of(attribute)
        if name in SENDING or attribute in SILENT:
            self.stated.add(name)
        self.attributes.add(name)

    def sends(self, session: "Section") -> bool:
        stated = self.stated or session.stated
        return not stated or bool(stated & SENDING)


def require_allowed(sdp: str, abilities: frozenset[str]) -> None:
    """Raises Denied `media_not_allowed` where the sender would send what they may not, Invalid `bad_sdp` where a
    description cannot be read. Takes time in proportion to its length.
    """
    session, media = parse(sdp)
    carrying = [section for section in media if not section.is_data]
    for place, section in enumerate(carrying):
        if section.is_rejected:
            continue
        if place >= len(LINES):
            raise Denied(
                "media_not_allowed", "A call carries a microphone, a camera and a screen, and no more."
            )
        kind, right = LINES[place]
        if section.media != kind:
            raise Denied("media_not_allowed", "This is not in the order that calls here have.")
        if section.sends(session) and right not in abilities:
            raise Denied("media_not_allowed", "The host has not allowed that in this room.")


def parse(sdp: str) -> tuple[Section, list[Section]]:
    """The part before the first line of media, and each of those lines. Raises Invalid `bad_sdp`."""
    current = session = Section()
    media: list[Section] = []
    for type, value in _lines(sdp):
        if type == "m":
            current = _media_line(value)
            media.append(current)
        elif type == "a":
            current.take(value)
    return session, media


def _lines(sdp: str) -> Iterator[tuple[str, str]]:
    sdp = sdp.replace("\r\n", "\n")
    lines = sdp.removesuffix("\n").split("\n")
    if len(lines) > MOST_LINES or _CONTROL.search(sdp):
        raise _bad()
    for number, line in enumerate(lines):
        if len(line) < 2 or line[1] != "=" or not "a" <= line[0] <= "z" or (number == 0) != (line[0] == "v"):
            raise _bad()
        yield line[0], line[2:]


def _media_line(value: str) -> Section:
    words = value.split(" ")
    if len(words) < 4 or not all(words):
        raise _bad()
    media, port, protocol = words[:3]
    number, slash, count = port.partition("/")
    if not _is_number(number) or (slash and not _is_number(count)) or int(number) > 65535:
        raise _bad()
    return Section(media, int(number), protocol)


def _is_number(text: str) -> bool:
    return 0 < len(text) <= 5 and text.isascii() and text.isdigit()


def _name_of(attribute: str) -> str:
    lowered = attribute.lstrip(" \t").lower()
    end = next((at for at, char in enumerate(lowered) if char not in _NAME), len(lowered))
    return lowered[:end]


def _bad() -> Invalid:
    return Invalid("bad_sdp", "This session description cannot be read.")
