"""What the socket may ask of rooms: one call each, to a service or to everyone's sockets."""

from typing import Annotated

import msgspec

from fusemeet.errors import Conflict, Denied
from rooms import chat as chatting
from rooms import services
from rooms.policy import Ability
from rooms.presentation import stamp
from signaling import attendance, db, limits, presence
from signaling.frames import MAX_TEXT_BYTES, event_frame
from signaling.hooks import Present
from signaling.hub import hub
from signaling.media_rights import RIGHTS
from signaling.registry import Durable, Frame, Lane, Payload, event
from signaling.socket import Socket

UserId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
# Held by the service in characters (10,000); here only far enough that it can say so.
Text = Annotated[str, msgspec.Meta(max_length=40_000)]
Position = Annotated[int, msgspec.Meta(ge=1, lt=10_000_000)]


class Chat(Payload):
    message: Text


class ChatOut(Durable):
    user_id: str
    username: str
    message: str


class Private(Payload):
    to: UserId
    message: Text


class PrivateOut(Durable, kw_only=True):
    from_: str = msgspec.field(name="from")
    username: str
    to: str
    message: str


class Typing(Payload):
    is_typing: bool


class TypingOut(Frame):
    user_id: str
    username: str
    is_typing: bool


class MediaState(Payload):
    audio: bool
    video: bool
    screen: bool


class MediaStateOut(Frame):
    user_id: str
    audio: bool
    video: bool
    screen: bool
    peer_id: str | None


class Speaking(Payload):
    is_speaking: bool


class SpeakingOut(Frame):
    user_id: str
    is_speaking: bool


class Hand(Payload):
    raised: bool


class HandOut(Frame):
    user_id: str
    raised: bool
    raised_at: str | None


class Reaction(Payload):
    emoji: Annotated[str, msgspec.Meta(min_length=1, max_length=16)]


class ReactionOut(Frame):
    user_id: str
    emoji: str


class Selection(Payload, omit_defaults=True):
    start_line: Position
    start_column: Position
    end_line: Position
    end_column: Position


class Cursor(Payload):
    line: Position
    column: Position
    selection: Selection | None = None


class CursorOut(Frame):
    user_id: str
    line: int
    column: int
    selection: Selection | None = None


class Language(Payload):
    language: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]


class LanguageOut(Durable):
    user_id: str
    language: str


@event(
    "chat",
    payload=Chat,
    out=ChatOut,
    lane=Lane.DURABLE,
    ability=Ability.CHAT,
    rate=limits.CHAT,
    max_bytes=MAX_TEXT_BYTES,
)
async def chat(socket: Socket, payload: Chat, client_id: str | None) -> int:
    """Say something to everyone in the room."""
    return await db.run(
        chatting.post_message,
        room=socket.room,
        person=socket.person,
        message=payload.message,
        client_id=client_id,
    )


@event(
    "private",
    payload=Private,
    out=PrivateOut,
    lane=Lane.DURABLE,
    ability=Ability.PRIVATE_CHAT,
    rate=limits.CHAT,
    max_bytes=MAX_TEXT_BYTES,
)
async def private(socket: Socket, payload: Private, client_id: str | None) -> int:
    """Say something to one person."""
    return await db.run(
        chatting.post_private,
        room=socket.room,
        person=socket.person,
        abilities=socket.abilities,
        to=payload.to,
        message=payload.message,
        client_id=client_id,
    )


@event("typing", payload=Typing, out=TypingOut, lane=Lane.VOLATILE, ability=Ability.CHAT, rate=limits.TYPING)
async def typing(socket: Socket, payload: Typing, client_id: str | None) -> None:
    """Whether this person is writing in the chat."""
    body = {"userId": socket.person.id, "username": socket.person.username, "isTyping": payload.is_typing}
    hub.cast(socket.address, event_frame("typing", body), volatile=True, skip=socket)


@event(
    "media-state",
    payload=MediaState,
    out=MediaStateOut,
    lane=Lane.PRESENCE,
    ability=Ability.READ,
    rate=limits.STATE,
)
async def media_state(socket: Socket, payload: MediaState, client_id: str | None) -> None:
    """What this tab sends now: microphone, camera, screen."""
    _require_allowed(socket, payload)
    state = Present(
        socket.person.id,
        connected=True,
        peer=socket.peer,
        audio=payload.audio,
        video=payload.video,
        screen=payload.screen,
    )
    if not await db.run(presence.set_media, connection=socket.id, state=state):
        raise Conflict("media_elsewhere", "Your camera and microphone are in another tab.")
    try:
        _require_allowed(socket, payload)
    except Denied:  # a right ended while this was written
        off = Present(socket.person.id, connected=True, peer=socket.peer)
        await db.run(presence.set_media, connection=socket.id, state=off)
        hub.cast(socket.address, attendance.media_frame(off))
        raise
    hub.cast(socket.address, attendance.media_frame(state))


def _require_allowed(socket: Socket, state: MediaState) -> None:
    shown = {"audio": state.audio, "video": state.video, "screen": state.screen}
    if any(on and RIGHTS[kind] not in socket.abilities for kind, on in shown.items()):
        raise Denied("forbidden", "The host has not allowed that in this room.")


@event(
    "speaking",
    payload=Speaking,
    out=SpeakingOut,
    lane=Lane.VOLATILE,
    ability=Ability.MICROPHONE,
    rate=limits.STATE,
)
async def speaking(socket: Socket, payload: Speaking, client_id: str | None) -> None:
    """Whether this person is heard speaking."""
    body = {"userId": socket.person.id, "isSpeaking": payload.is_speaking}
    hub.cast(socket.address, event_frame("speaking", body), volatile=True, skip=socket)


@event("hand", payload=Hand, out=HandOut, lane=Lane.PRESENCE, ability=Ability.REACT)
async def hand(socket: Socket, payload: Hand, client_id: str | None) -> None:
    """Raise or lower one's hand; an earlier raise keeps its place in the order."""
    since = await db.run(presence.set_hand, room=socket.room, person=socket.person.id, raised=payload.raised)
    body = {"userId": socket.person.id, "raised": payload.raised, "raisedAt": stamp(since)}
    hub.cast(socket.address, event_frame("hand", body))


@event(
    "reaction",
    payload=Reaction,
    out=ReactionOut,
    lane=Lane.VOLATILE,
    ability=Ability.REACT,
    rate=limits.STATE,
)
async def reaction(socket: Socket, payload: Reaction, client_id: str | None) -> None:
    """An emoji that floats by."""
    body = {"userId": socket.person.id, "emoji": payload.emoji}
    hub.cast(socket.address, event_frame("reaction", body), volatile=True)


@event(
    "cursor",
    payload=Cursor,
    out=CursorOut,
    lane=Lane.VOLATILE,
    ability=Ability.EDIT_CODE,
    rate=limits.POINTER,
)
async def cursor(socket: Socket, payload: Cursor, client_id: str | None) -> None:
    """Where this person is in the code (1-based line and column), for clients without awareness."""
    body = {"userId": socket.person.id, "line": payload.line, "column": payload.column}
    if payload.selection is not None:
        body["selection"] = msgspec.to_builtins(payload.selection)
    hub.cast(socket.address, event_frame("cursor", body), volatile=True, skip=socket)


@event("language", payload=Language, out=LanguageOut, lane=Lane.DURABLE, ability=Ability.EDIT_CODE)
async def language(socket: Socket, payload: Language, client_id: str | None) -> int:
    """The editor's language, for everyone."""
    return await db.run(
        services.set_language,
        room=socket.room,
        person=socket.person.id,
        language=payload.language,
        client_id=client_id,
    )
