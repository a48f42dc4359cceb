"""The catalogue of what may travel on the room socket: the one source of shapes, limits, rights and lanes."""

import enum
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from signaling import limits
from signaling.frames import MAX_EVENT_BYTES

if TYPE_CHECKING:
    from signaling.socket import Socket

# Who sent a frame is known from its socket: these are dropped from a payload that does not define them.
IDENTITY_FIELDS = frozenset({"userId", "from", "username", "role"})


class Lane(enum.StrEnum):
    """What is promised for an event on its way (spec: websocket, "Lanes and promises")."""

    DURABLE = "durable"
    DOCUMENT = "document"
    PRESENCE = "presence"
    ADDRESSED = "addressed"
    VOLATILE = "volatile"
    CONTROL = "control"


class Payload(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What a client sends. Unknown fields are refused."""


class Frame(msgspec.Struct, rename="camel", kw_only=True, omit_defaults=True):
    """What the server sends, beyond `type` and `timestamp`: read by the generators of types and protocol page."""


class Durable(Frame, kw_only=True):
    """A row of the journal; the sender's own copy names the id it was sent with."""

    seq: int
    id: str
    client_id: str | None = None


class Nothing(Payload):
    """No fields."""


Handler = Callable[["Socket", Any, str | None], Awaitable[int | None]]


@dataclass(frozen=True)
class Event:
    """One thing a client may send."""

    name: str
    payload: type[Payload]
    out: type[Frame] | None
    lane: Lane
    ability: str | None
    rate: limits.Rate
    max_bytes: int
    handler: Handler
    note: str
    hears: str | None = None


@dataclass(frozen=True)
class ServerEvent:
    """One thing only the server sends."""

    name: str
    out: type[Frame]
    lane: Lane
    note: str


events: dict[str, Event] = {}
server_events: dict[str, ServerEvent] = {}


def event(
    name: str,
    *,
    payload: type[Payload] = Nothing,
    out: type[Frame] | None = None,
    lane: Lane,
    ability: str | None = None,
    rate: limits.Rate = limits.CONTROL,
    max_bytes: int = MAX_EVENT_BYTES,
    hears: str | None = None,
) -> Callable[[Handler], Handler]:
    """Register a coroutine `handler(socket, payload, client_id)`; it returns the `seq` for the ack, if any.

    `hears` is the ability without which nobody is told of it again: asked at replay, beside the row's audience.
    """

    def register(handler: Handler) -> Handler:
        if name in events:
            raise ValueError(f"the event {name} is registered twice")
        note = (handler.__doc__ or "").strip().split("\n")[0]
        events[name] = Event(name, payload, out, lane, ability, rate, max_bytes, handler, note, hears)
        return handler

    return register


def server_event(name: str, out: type[Frame], *, lane: Lane, note: str) -> None:
    if name in server_events:
        raise ValueError(f"the server event {name} is registered twice")
    server_events[name] = ServerEvent(name, out, lane, note)


def may_hear_again(type: str, abilities: frozenset[str]) -> bool:
    """Whether past events of this type may be told to somebody with these abilities."""
    known = events.get(type)
    return known is None or known.hears is None or known.hears in abilities
