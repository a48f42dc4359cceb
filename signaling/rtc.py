"""Calls: the addressed relay between two people's tabs, and the servers that help their browsers meet."""

import base64
import hashlib
import hmac
import time
from typing import Annotated, Any

import msgspec
from django.conf import settings

from fusemeet.errors import NotFound
from signaling import db, limits, presence
from signaling.frames import MAX_SDP_BYTES, event_frame
from signaling.hub import hub
from signaling.media_rights import require_allowed
from signaling.registry import Frame, Lane, Payload, event
from signaling.socket import Socket

ROSTER_SECONDS = 1.0

Target = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Pair = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class Description(Payload):
    to: Target
    sdp: Annotated[str, msgspec.Meta(max_length=MAX_SDP_BYTES)]
    pair: Pair
    offer_id: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class DescriptionOut(Frame, kw_only=True):
    from_: str = msgspec.field(name="from")
    from_peer: str
    sdp: str
    pair: str
    offer_id: str | None = None


class NegotiationNeeded(Payload):
    to: Target
    pair: Pair


class NegotiationNeededOut(Frame, kw_only=True):
    from_: str = msgspec.field(name="from")
    from_peer: str
    pair: str


class CandidateInit(Payload, omit_defaults=True):
    candidate: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    sdp_mid: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    sdp_m_line_index: Annotated[int, msgspec.Meta(ge=0, lt=1000)] | None = msgspec.field(
        default=None, name="sdpMLineIndex"
    )
    username_fragment: Annotated[str, msgspec.Meta(max_length=256)] | None = None


class Candidate(Payload):
    to: Target
    candidate: CandidateInit | None
    pair: Pair


class CandidateOut(Frame, kw_only=True):
    from_: str = msgspec.field(name="from")
    from_peer: str
    candidate: CandidateInit | None
    pair: str


@event(
    "offer",
    payload=Description,
    out=DescriptionOut,
    lane=Lane.ADDRESSED,
    rate=limits.SIGNALING,
    max_bytes=MAX_SDP_BYTES,
)
async def offer(socket: Socket, payload: Description, client_id: str | None) -> None:
    """A session description to one tab, or to a person's media tab; only what the sender may send may be sent in it.

    A client that offers again before it has an answer gives each offer an `offerId`, all copies of one the same.
    """
    await relay_description(socket, "offer", payload)


@event(
    "answer",
    payload=Description,
    out=DescriptionOut,
    lane=Lane.ADDRESSED,
    rate=limits.SIGNALING,
    max_bytes=MAX_SDP_BYTES,
)
async def answer(socket: Socket, payload: Description, client_id: str | None) -> None:
    """The answer to an offer of the same `pair`; held against the sender's rights alike (`media_not_allowed`).

    It repeats the `offerId` of the offer, if that had one.
    """
    await relay_description(socket, "answer", payload)


@event("ice-candidate", payload=Candidate, out=CandidateOut, lane=Lane.ADDRESSED, rate=limits.SIGNALING)
async def ice_candidate(socket: Socket, payload: Candidate, client_id: str | None) -> None:
    """A way to reach the sender; null ends the list."""
    candidate = msgspec.to_builtins(payload.candidate) if payload.candidate else None
    await relay(socket, "ice-candidate", payload.to, {"candidate": candidate, "pair": payload.pair})


@event(
    "negotiation-needed",
    payload=NegotiationNeeded,
    out=NegotiationNeededOut,
    lane=Lane.ADDRESSED,
    rate=limits.SIGNALING,
)
async def negotiation_needed(socket: Socket, payload: NegotiationNeeded, client_id: str | None) -> None:
    """From the side that makes no offers, when what it may send or expects has changed: it asks for an offer."""
    await relay(socket, "negotiation-needed", payload.to, {"pair": payload.pair})


async def relay_description(socket: Socket, type: str, payload: Description) -> None:
    """Raises Denied `media_not_allowed`, Invalid `bad_sdp`, or NotFound."""
    require_allowed(payload.sdp, socket.abilities)
    description = {"sdp": payload.sdp, "pair": payload.pair}
    if payload.offer_id is not None:
        description["offerId"] = payload.offer_id
    await relay(socket, type, payload.to, description)


async def relay(socket: Socket, type: str, to: str, payload: dict[str, Any]) -> None:
    """To one tab of one person of the same room, stamped with the sender. Raises NotFound for anybody else."""
    frame = event_frame(type, {"from": socket.person.id, "fromPeer": socket.peer, **payload})
    peer: str | None = to
    if to == socket.peer or not _deliver(socket.room, to, frame):
        peer = (await _roster(socket.room)).get(to)
        if peer is None or peer == socket.peer:
            raise NotFound("not_here", "That person is not in the room any more.")
        _deliver(socket.room, peer, frame)
    # Also where it was found here: the tab may have come back on another process a moment ago.
    hub.publish(socket.room, {"kind": "addressed", "to": peer, "frame": frame})


_rosters: dict[int, tuple[float, dict[str, str]]] = {}


async def _roster(room: int) -> dict[str, str]:
    """Whom one may address: every tab by its peer id, and every person's media tab by the person's id."""
    at, roster = _rosters.get(room, (0.0, {}))
    if time.monotonic() - at > ROSTER_SECONDS:
        roster = await db.run(presence.addressable, room)
        if len(_rosters) > 1000:
            _rosters.clear()
        _rosters[room] = (time.monotonic(), roster)
    return roster


def _deliver(room: int, peer: str, frame: str) -> bool:
    """To the newest connection of the tab: one that it left behind may not have closed yet."""
    tabs = [socket for socket in hub.sockets(room) if socket.peer == peer and socket.entered]
    if not tabs:
        return False
    tabs[-1].send_text(frame)
    return True


def _heard_addressed(room: int, message: dict[str, Any]) -> None:
    _deliver(room, message["to"], message["frame"])


hub.on("addressed", _heard_addressed)


def ice_servers(*, person: str) -> list[dict[str, Any]]:
    """STUN, and TURN with credentials that end after an hour.

    The TURN REST scheme (draft-uberti-behave-turn-rest-00): `username = expiry:userId`,
    `credential = base64(HMAC-SHA1(secret, username))`.
    """
    servers: list[dict[str, Any]] = []
    if settings.STUN_URLS:
        servers.append({"urls": settings.STUN_URLS})
    if settings.TURN_URLS:
        username = f"{int(time.time()) + settings.TURN_CREDENTIAL_SECONDS}:{person}"
        digest = hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()
        servers.append(
            {
                "urls": settings.TURN_URLS,
                "username": username,
                "credential": base64.b64encode(digest).decode(),
            }
        )
    return servers
