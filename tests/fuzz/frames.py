"""Frames that no honest client sends: valid ones of the catalogue changed a little, and bytes of no kind at all."""

import json
import random
from typing import Any

from pycrdt import Doc, Text

from signaling.documents.frames import MessageKind, SyncKind
from signaling.documents.varint import write_bytes, write_uint
from tests.documents.test_hostile_updates import corrupted, edit
from tests.documents.yjs import awareness_update, update_frame
from tests.signaling.test_matrix import SAMPLES

Frame = str | bytes | bytearray  # a bytearray travels as text, valid UTF-8 or not

HANDLERS = (
    "admin.kick", "nonexistent", "websocket.close", "websocket.disconnect", "websocket.receive", "websocket.send",
    "fusemeet.hint", "cast", "returned", "addressed", "welcome", "join", "removed", "room-ended", "ack", "error",
    "__init__", "__class__", "dispatch", "connect", "disconnected", "begin", "refuse", "abilities", "room", "head",
    "", " chat", "chat ", "CHAT", "chat\x00", "cha\u0442", "constructor", "__proto__", "toString", "*", "a" * 5000,
)  # fmt: skip
NAMES = (
    "__proto__",
    "constructor",
    "sender_id",
    "seq",
    "by",
    "isHost",
    "type",
    "id",
    "",
    "\x00",
    "room",
    "ability",
)
NUMBERS = (
    "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e400", "9223372036854775808", "-9223372036854775809",
    "18446744073709551616", "9" * 400, "-0", "-0.0", "1e-400", "0.1e1", "9007199254740993", "01", "1.", "+1", "0x10",
)  # fmt: skip
STRINGS = (
    "", " ", "\x00", "a\x00b", "\u202etxt.exe", "\u200b", "\ufeff", "\U0010ffff", "🎉" * 50, "é\u0301" * 50, "%s%n",
    "../..", "<script>alert(1)</script>", "' OR 1=1 --", "{{7*7}}", "\r\n\r\n", "1", "-1", "null",
    "999999999999999999999",
)  # fmt: skip


def text_frame(chance: random.Random) -> Frame:
    """One text frame: a quarter as it should be, the rest wrong in one way or two."""
    name = chance.choice(tuple(SAMPLES))
    frame: dict[str, Any] = {"type": name, "id": f"fuzz-{chance.randrange(10**9)}", **SAMPLES[name]}
    if "to" in frame or name in {"private", "offer", "answer", "negotiation-needed", "ice-candidate"}:
        frame["to"] = chance.choice(("1", "2", "3", "peer-of-nobody", "0", "-1", "007"))
    match chance.randrange(16):
        case 0 | 1 | 2 | 3 if name != "leave" or chance.random() < 0.1:
            return json.dumps(frame)
        case 4:
            return json.dumps(frame | {"type": chance.choice(HANDLERS)})
        case 5:
            frame.pop(chance.choice(tuple(frame)))
            return json.dumps(frame)
        case 6:
            return json.dumps(frame | {chance.choice(NAMES): a_value(chance)})
        case 7:
            return json.dumps(frame | {chance.choice(tuple(frame)): a_value(chance)})
        case 8:
            return with_raw(frame, chance, chance.choice(NUMBERS))
        case 9:
            return with_raw(frame, chance, nested(chance))
        case 10:
            return with_raw(
                frame, chance, chance.choice(('"\\ud800"', '"\\udc00x"', '"a\\ud83d"', '{"\\ud800":1}'))
            )
        case 11:
            return doubled(frame, chance)
        case 12:
            whole = json.dumps(frame)
            return whole[: chance.randrange(len(whole))]
        case 13:
            return (
                bytearray(corrupted(json.dumps(frame).encode(), chance)) if chance.random() < 0.3 else "null"
            )
        case 14:
            return long_frame(frame, chance)
        case _:
            return chance.choice(
                ("", "[]", "0", '"chat"', "{}", "[{}]", "\ufeff{}", "//", "{'type':'chat'}", "true")
            )


def a_value(chance: random.Random) -> Any:
    return chance.choice(
        (
            None,
            True,
            -1,
            0,
            1.5,
            2**53,
            [],
            {},
            [[]],
            {"a": {}},
            ["x"] * 50,
            chance.choice(STRINGS),
            chance.choice(STRINGS),
        )
    )


def with_raw(frame: dict[str, Any], chance: random.Random, raw: str) -> str:
    """The frame with these characters, which need be no JSON, in place of one value."""
    name = chance.choice(tuple(frame))
    rest = json.dumps({key: value for key, value in frame.items() if key != name})
    return rest[:-1] + f', "{name}": {raw}}}' if rest != "{}" else f'{{"{name}": {raw}}}'


def nested(chance: random.Random) -> str:
    depth = chance.choice((31, 33, 100, 999, 1001, 5000))
    opening, closing = chance.choice((("[", "]"), ('{"a":', "}")))
    return opening * depth + "1" + closing * (depth if chance.random() < 0.7 else depth - 1)


def doubled(frame: dict[str, Any], chance: random.Random) -> str:
    whole = json.dumps(frame)
    name = chance.choice(tuple(frame))
    other = json.dumps(chance.choice((frame[name], a_value(chance), "leave")))
    return whole[:-1] + f', "{name}": {other}}}'


def long_frame(frame: dict[str, Any], chance: random.Random) -> str:
    size = chance.choice((300, 2_000, 11_000, 17_000, 70_000, 130_000)) if chance.random() < 0.4 else 100
    return json.dumps(frame | {chance.choice(("message", "sdp", "emoji", "id", "x")): "y" * size})


def binary_frame(chance: random.Random) -> bytes:
    """One binary frame of any kind; none of them is a good edit."""
    match chance.randrange(8):
        case 0:
            return chance.randbytes(chance.choice((0, 1, 2, 3, 10, 200, 5000)))
        case 1:
            return bytes((chance.randrange(4), chance.randrange(9), chance.randrange(5))) + chance.randbytes(
                20
            )
        case 2:
            return bytes((0, MessageKind.SYNC, SyncKind.STEP_1)) + write_bytes(
                chance.randbytes(chance.randrange(30))
            )
        case 3:
            return corrupted(
                awareness_update(chance.randrange(2**31), 1, json.dumps(a_value(chance))), chance
            )
        case 4:
            return awareness_update(chance.randrange(2**32), chance.randrange(2**31), chance.choice(STRINGS))
        case 5:
            return bytes((0, chance.randrange(7))) + write_uint(2**53 - 1) + b"\x00"
        case 6:
            return bytes((0, MessageKind.SYNC, chance.randrange(3))) + b"\xff" * chance.randrange(1, 12)
        case _:
            return json.dumps({"type": "chat", "message": "in the wrong lane"}).encode()


class BadUpdates:
    """Updates of the code that were good once, with bytes changed; each writer's ids are new and their own."""

    def __init__(self, chance: random.Random, state: bytes) -> None:
        self.chance, self.state = chance, state
        self.good = b""
        self.made = 0

    def frame(self) -> bytes:
        if self.made % 20 == 0:
            self.good = self._good()
        self.made += 1
        return update_frame(corrupted(self.good, self.chance))

    def _good(self) -> bytes:
        doc: Doc[Text] = Doc(client_id=self.chance.randrange(2**20, 2**31))
        text = doc.get("code", type=Text)
        doc.apply_update(self.state)
        known = doc.get_state()
        for _ in range(self.chance.randint(1, 3)):
            edit(text, self.chance)
        return doc.get_update(known)
