"""What somebody may send in a call, held against the session descriptions that they hand to others.

Lines of media stand in one order on both sides: microphone, camera, screen, the screen's sound. A description is read
as carefully as the most lenient browser reads it: where two readers could take a line differently, it counts as
sending. Sources: RFC 8866 (grammar), RFC 8829 5.2.1 (`bundle-only` lines have port 0 and are alive), Chromium's parser
(LF ends a line, a colon or a space an attribute's name) and Firefox's (names in any case and by their beginning, after
any colons and blanks; a session's direction is not the default of its media, which is sendrecv).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fusemeet.errors import Denied, Invalid

# What is shown of a person, and the right that it takes.
RIGHTS = {"audio": "microphone", "video": "camera", "screen": "screen_share"}
# The lines in their order: what they carry, and the right that sending it takes.
LINES = (("audio", "microphone"), ("video", "camera"), ("video", "screen_share"), ("audio", "screen_share"))

SENDING, SILENT = ("sendrecv", "sendonly"), ("recvonly", "inactive")
ALIVE_AT_PORT_0 = "bundle-only"
MOST_LINES = 5000
# A bare CR ends a line for some and not for others, as NUL ends everything.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


@dataclass
class Section:
    """A line of media with what its attributes say of sending."""

    media: str
    port: int
    protocol: str
    says_sending: bool = False
    says_silent: bool = False
    is_bundled: bool = False

    @property
    def is_data(self) -> bool:
        return self.media == "application" and "SCTP" in self.protocol.split("/")

    @property
    def is_rejected(self) -> bool:
        return self.port == 0 and not self.is_bundled

    @property
    def sends(self) -> bool:
        """It must say itself, and in so many words, that it does not."""
        return self.says_sending or not self.says_silent

    def take(self, attribute: str) -> None:
        name = attribute.lstrip(": \t").lower()
        self.says_sending = self.says_sending or name.startswith(SENDING)
        self.is_bundled = self.is_bundled or name.startswith(ALIVE_AT_PORT_0)
        self.says_silent = self.says_silent or attribute in SILENT


def require_allowed(sdp: str, abilities: frozenset[str]) -> None:
    """Raises Denied `media_not_allowed` where the sender would send what they may not, Invalid `bad_sdp` where a
    description cannot be read. Takes time in proportion to its length.
    """
    carrying = [section for section in parse(sdp) if not section.is_data]
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
        if section.sends and right not in abilities:
            raise Denied("media_not_allowed", "The host has not allowed that in this room.")


def parse(sdp: str) -> list[Section]:
    """The lines of media, in their order. Raises Invalid `bad_sdp`."""
    media: list[Section] = []
    for type, value in _lines(sdp):
        if type == "m":
            media.append(_media_line(value))
        elif type == "a" and media:
            media[-1].take(value)
    return media


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


def _bad() -> Invalid:
    return Invalid("bad_sdp", "This session description cannot be read.")
