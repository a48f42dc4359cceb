"""Session descriptions are held against what their sender may send, however they are written."""

import random
import time

import pytest

from fusemeet.errors import Denied, Invalid, Problem
from signaling.media_rights import parse, require_allowed

ALL = frozenset({"microphone", "camera", "screen_share"})
NONE: frozenset[str] = frozenset()
KINDS = ("audio", "video", "video", "audio")
RIGHTS = ("microphone", "camera", "screen_share", "screen_share")
HEAD = [
    "v=0",
    "o=- 46117 2 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0 1 2 3",
    "a=msid-semantic: WMS",
]


def line(kind, *attributes, port="9"):
    return [
        f"m={kind} {port} UDP/TLS/RTP/SAVPF 111 63",
        "c=IN IP4 0.0.0.0",
        *(f"a={one}" for one in attributes),
    ]


def sdp(*sections, end="\r\n", head=HEAD):
    return end.join([*head, *(one for section in sections for one in section), ""])


def call(*directions):
    return sdp(
        *(
            line(kind, "mid:0", "rtpmap:111 opus/48000/2", direction, "rtcp-mux")
            for kind, direction in zip(KINDS, directions, strict=True)
        )
    )


DATA = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=sctp-port:5000"]


def refusal(text, abilities):
    try:
        require_allowed(text, abilities)
    except Problem as problem:
        return problem.code
    return None


def test_who_may_send_nothing_may_only_receive_or_be_silent():
    for direction in ("recvonly", "inactive"):
        assert refusal(call(*[direction] * 4), NONE) is None
    for place in range(4):
        for sending in ("sendrecv", "sendonly"):
            directions = ["recvonly"] * 4
            directions[place] = sending
            assert refusal(call(*directions), NONE) == "media_not_allowed"
            assert refusal(call(*directions), ALL - {RIGHTS[place]}) == "media_not_allowed"
            assert refusal(call(*directions), frozenset({RIGHTS[place]})) is None
    assert refusal(call(*["sendrecv"] * 4), ALL) is None


def test_a_line_that_states_no_direction_sends_whatever_the_session_says():
    """Firefox takes it for sendrecv, though by RFC 8866 the session's direction were its default."""
    bare = line("audio", "mid:0")
    for head in (HEAD, [*HEAD, "a=recvonly"], [*HEAD, "a=inactive"], [*HEAD, "a=sendonly"]):
        assert refusal(sdp(bare, head=head), NONE) == "media_not_allowed"
        assert refusal(sdp(bare, head=head), ALL) is None
    assert refusal(sdp(line("audio", "recvonly"), head=[*HEAD, "a=sendrecv"]), NONE) is None


@pytest.mark.parametrize(
    "written",
    [
        ("recvonly", "sendrecv"),
        ("sendonly", "recvonly"),  # of two, readers take either
        ("sendrecv:1",),
        ("sendonly x", "inactive"),
        ("SENDRECV", "recvonly"),  # Firefox takes attributes in any case
        (" sendrecv", "recvonly"),
        ("sendonly\t", "recvonly"),
        ("sendrecvx", "recvonly"),  # and by their beginning
        (": sendonly", "recvonly"),
        ("RecvOnly",),  # what does not send must be written right
        ("recvonly ",),
        ("recvonly:1",),
        ("x-recvonly",),
    ],
)
def test_where_readers_could_differ_a_line_counts_as_sending(written):
    assert refusal(sdp(line("audio", *written)), NONE) == "media_not_allowed"
    assert refusal(sdp(line("audio", *written)), ALL) is None


def test_a_rejected_line_carries_nothing_but_a_bundled_one_does():
    assert refusal(sdp(line("audio", "sendrecv", port="0"), line("video", "recvonly")), NONE) is None
    for bundled in ("bundle-only", "BUNDLE-ONLY", "bundle-only x"):
        assert refusal(sdp(line("audio", "sendrecv", bundled, port="0")), NONE) == "media_not_allowed"


def test_lines_keep_their_order_and_there_are_four():
    allowed = frozenset({"microphone"})
    assert refusal(sdp(line("video", "sendrecv")), allowed) == "media_not_allowed"
    assert refusal(sdp(line("AUDIO", "sendrecv")), allowed) == "media_not_allowed"
    # A rejected line keeps its place, a data channel has none.
    assert refusal(sdp(line("audio", port="0"), line("audio", "sendrecv")), ALL) == "media_not_allowed"
    assert refusal(sdp(DATA, line("audio", "sendrecv"), DATA), allowed) is None
    four = [line(kind, "sendrecv") for kind in KINDS]
    assert refusal(sdp(*four, DATA), ALL) is None
    for fifth in (line("audio", "recvonly"), line("video", "inactive"), line("text", "recvonly")):
        assert refusal(sdp(*four, fifth), ALL) == "media_not_allowed"
    assert refusal(sdp(*four, line("audio", "sendrecv", port="0")), ALL) is None
    assert refusal(sdp(["m=application 9 UDP/TLS/RTP/SAVPF 96"]), ALL) == "media_not_allowed"


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_either_end_of_line_is_read_alike(end):
    assert refusal(sdp(line("audio", "recvonly"), end=end), NONE) is None
    assert refusal(sdp(line("audio", "sendonly"), end=end), NONE) == "media_not_allowed"
    mixed = sdp(line("audio", "x", "recvonly")).replace("a=x\r\n", "a=x\n")
    assert refusal(mixed.removesuffix("\r\n"), NONE) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "m=audio 9 RTP 0\r\n",
        "v=0\r\n\r\nm=audio 9 RTP 0\r\n",
        "v=0\ra=recvonly\r\n",  # a bare CR: one line or two?
        sdp(line("audio", "x\ra=recvonly")),
        sdp(line("audio", "recvonly\0")),
        sdp(["m=audio 9 RTP"]),
        sdp(["m=audio  9 RTP 0"]),
        sdp(["m=audio nine RTP 0"]),
        sdp(["m=audio +0 RTP 0"]),
        sdp(["m=audio 0x0 RTP 0"]),
        sdp(["m=audio 65536 RTP 0"]),
        sdp(["m=audio 9/x RTP 0"]),
        sdp([" m=audio 9 RTP 0"]),
        sdp(["M=audio 9 RTP 0"]),
        sdp(["m =audio 9 RTP 0"]),
        sdp(["v=0"]),
    ],
)
def test_what_cannot_be_read_is_refused(text):
    assert refusal(text, ALL) == "bad_sdp"


def test_any_text_is_judged_and_nothing_that_sends_comes_through():
    """Descriptions with pieces cut, doubled and swapped: allowed only where a plain reader finds nothing sent."""
    chance = random.Random(20)
    pieces = [
        *(
            "a=sendrecv",
            "a=sendonly",
            "a=recvonly",
            "a=inactive",
            "a=SendOnly",
            "a=bundle-only",
            "a=",
            "m=",
            "=",
        ),
        *("m=audio 9 X 0", "m=video 0 X 0", "m=application 9 SCTP 0", "\r", "\n", "\0", " ", "é", "\u2028"),
    ]
    allowed = 0
    for _ in range(3000):
        lines = call(
            *(chance.choice(("recvonly", "inactive", "sendrecv", "sendonly")) for _ in range(4))
        ).split("\r\n")
        for _ in range(chance.randrange(6)):
            at = chance.randrange(len(lines))
            match chance.randrange(4):
                case 0:
                    lines.insert(at, chance.choice(pieces))
                case 1:
                    del lines[at]
                case 2:
                    lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)] + chance.choice(pieces)
                case _:
                    lines.insert(at, chance.choice(lines))
        text = chance.choice(("\r\n", "\n")).join(lines)
        try:
            require_allowed(text, NONE)
        except (Denied, Invalid):
            continue
        allowed += 1
        for section in text.replace("\r\n", "\n").split("\nm=")[1:]:
            kind, port = section.split(" ")[:2]
            alive = kind != "application" and (port != "0" or "a=bundle-only" in section)
            assert not alive or not ("a=sendrecv" in section or "a=sendonly" in section.lower()), text
    assert allowed > 20, "and what is harmless does"


def test_it_takes_time_in_proportion_to_the_length():
    def seconds(text):
        begun = time.perf_counter()
        for _ in range(3):
            refusal(text, NONE)
        return time.perf_counter() - begun

    for piece in (
        "a=sendrecv\n",
        "a\n",
        "m=audio 9 X 0\n",
        "m=audio" + " " * 50 + "\n",
        "a=" + " " * 500,
        "a=" + "x" * 500,
    ):
        small, large = (sdp(["s=-"], end="\n") + piece * (size // len(piece)) for size in (4_000, 64_000))
        assert seconds(large) < max(seconds(small) * 200, 0.5)


def test_the_parts_of_a_description_are_told_apart():
    media = parse(call("sendrecv", "recvonly", "inactive", "sendonly"))
    assert [section.media for section in media] == list(KINDS)
    assert [section.sends for section in media] == [True, False, False, True]
