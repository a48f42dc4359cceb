"""Shapes and limits of text frames: strict JSON in, encoded frames out, and the close codes."""

import json
import math
import secrets
import time
from typing import Any

import msgspec

MAX_TEXT_BYTES = 128 * 1024
MAX_EVENT_BYTES = 16 * 1024
MAX_SDP_BYTES = 64 * 1024
MAX_DOCUMENT_BYTES = 1024 * 1024
MAX_CHAT_CHARACTERS = 10_000
MAX_DEPTH = 32

CLOSE_MALFORMED = 4400
CLOSE_NOT_SIGNED_IN = 4401
CLOSE_DENIED = 4403
CLOSE_NOT_FOUND = 4404
CLOSE_TOO_SLOW = 4408
CLOSE_FULL = 4409
CLOSE_LOCKED = 4423
CLOSE_TOO_FAST = 4429
CLOSE_RESTARTING = 1012
CLOSE_DONE = 1000

_encoder = msgspec.json.Encoder()


class BadFrame(ValueError):
    """Text that is not JSON as this site takes it; the message says why, for a developer."""


def parse_json(text: str) -> Any:
    """Strict JSON: nesting up to 32, no doubled keys, no NaN or Infinity, no lone surrogates. Raises BadFrame.

    msgspec would be faster but keeps the last of two equal keys, which two readers may take differently.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_integer,
        )
    except BadFrame:
        raise
    except (ValueError, RecursionError) as error:
        raise BadFrame("not JSON") from error
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(value)
    # A surrogate can only come in as an escape, or raw where the text was never UTF-8.
    if "\\u" in text or not text.isascii():
        _check_surrogates(value)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise BadFrame("a key stands twice")
    return result


def _refuse_constant(name: str) -> Any:
    raise BadFrame(f"{name} is no JSON number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise BadFrame("a number is too large")
    return value


def _integer(text: str) -> int:
    if len(text) > 20:
        raise BadFrame("a number is too large")
    return int(text)


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise BadFrame(f"nested deeper than {MAX_DEPTH}")


def _check_surrogates(value: Any) -> None:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if not item.isascii():
                try:
                    item.encode()
                except UnicodeEncodeError:
                    raise BadFrame("a lone surrogate") from None
        elif isinstance(item, dict):
            stack.extend(item.keys())
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


def now_ms() -> int:
    """Milliseconds since the epoch: the `timestamp` of every event out."""
    return time.time_ns() // 1_000_000


def encode(frame: dict[str, Any]) -> str:
    return _encoder.encode(frame).decode()


def event_frame(type: str, payload: dict[str, Any]) -> str:
    """An event that has no row in the journal, stamped with the server's time."""
    return encode({"type": type, "timestamp": now_ms(), **payload})


def error_frame(client_id: str | None, code: str, message: str, details: dict[str, Any] | None = None) -> str:
    about = {} if client_id is None else {"id": client_id}
    return event_frame("error", {**about, "code": code, "message": message, **(details or {})})


def new_peer() -> str:
    """An id for a tab that brought none."""
    return secrets.token_urlsafe(12)
