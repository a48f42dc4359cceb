"""Shapes of what the server says of rooms on the socket; the generated types and protocol page come from these."""

from typing import Literal

import msgspec

from rooms.policy import Ability, Role, RoomType
from signaling.registry import Durable, Frame, Lane, server_event


class You(Frame):
    user_id: str
    username: str
    full_name: str
    role: Role
    is_guest: bool
    join_number: int


class Participant(You):
    picture_url: str | None
    is_active: bool
    joined_at: str
    audio: bool
    video: bool
    screen: bool
    hand: bool
    hand_raised_at: str | None
    peer_id: str | None
    connected: bool


class Room(Frame):
    room_id: str
    room_name: str
    room_type: RoomType
    description: str
    owner_id: str | None
    owner_name: str | None
    is_active: bool
    status: Literal["ACTIVE", "EXPIRED"]
    expires_at: str
    is_locked: bool
    has_password: bool
    allow_link_access: bool
    max_participants: int
    class_capacity_tier: int | None
    current_language: str
    recording_enabled: bool
    scheduled_start_time: str | None
    scheduled_end_time: str | None
    created_at: str
    last_activity: str


class Permissions(Frame):
    allow_chat: bool
    allow_private_chat: bool
    allow_microphone: bool
    allow_camera: bool
    allow_screen_share: bool
    allow_edit_code: bool
    allow_draw: bool
    allow_host_invite: bool
    allow_host_settings: bool
    allow_participant_playback: bool
    lobby: bool


class ChatLine(Frame, kw_only=True):
    type: Literal["chat", "private"]
    seq: int
    id: str
    username: str
    message: str
    timestamp: int
    user_id: str | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    to: str | None = None


class DocumentState(Frame):
    epoch: int


class BoardPage(Frame):
    id: str
    title: str
    order: int


class Board(Frame):
    visible: bool
    active_page_id: str | None
    pages: list[BoardPage]


class Question(Frame):
    """Their order is `(displayOrder, id)`."""

    id: int
    room_id: str
    question: str
    difficulty: Literal["EASY", "MEDIUM", "HARD", "EXPERT"]
    category: str
    is_visible: bool
    display_order: int
    created_at: str
    updated_at: str


class TimerState(Frame):
    ends_at: str | None
    remaining_seconds: int
    seconds: int
    by: str


class LobbyPerson(Frame):
    user_id: str
    username: str
    full_name: str
    is_guest: bool
    since: str


class GrantInfo(Frame):
    id: int
    user_id: str
    ability: Ability
    allowed: bool
    until: str | None


class Welcome(Frame):
    seq: int
    peer_id: str
    you: You
    role: Role
    abilities: list[Ability]
    room: Room
    participants: list[Participant]
    permissions: Permissions
    chat: list[ChatLine]
    documents: dict[str, DocumentState]
    questions: list[Question]
    board: Board
    timer: TimerState | None
    # For who manages permissions; empty for everybody else.
    lobby: list[LobbyPerson]
    grants: list[GrantInfo]


class JoinOut(Durable):
    user_id: str
    username: str
    full_name: str
    role: Role
    is_guest: bool
    join_number: int
    joined_at: str
    picture_url: str | None


class RoomOut(Durable):
    room: Room
    permissions: Permissions


class AbilitiesOut(Frame):
    role: Role
    abilities: list[Ability]


class WaitingOut(Frame):
    room_id: str
    room_name: str
    since: str
    message: str


class RefusedOut(Frame):
    message: str


class LobbyOut(Durable, kw_only=True):
    user_id: str
    username: str
    full_name: str
    is_guest: bool
    since: str
    state: Literal["WAITING", "ADMITTED", "REFUSED", "LEFT"]
    by: str


class LobbyListOut(Frame):
    waiting: list[LobbyPerson]


class GrantsOut(Frame, kw_only=True):
    """Those that have run out by themselves are told by nobody: see `until`."""

    grants: list[GrantInfo]
    seq: int | None = None
    id: str | None = None


server_event(
    "welcome", Welcome, lane=Lane.CONTROL, note="The first frame: all that a newcomer needs, as of `seq`."
)
server_event(
    "join",
    JoinOut,
    lane=Lane.DURABLE,
    note="Somebody came. Of two people the larger `joinNumber` makes the offers.",
)
server_event("abilities", AbilitiesOut, lane=Lane.CONTROL, note="What this person may do here changed.")
server_event("room", RoomOut, lane=Lane.DURABLE, note="The room's settings or switches changed.")
server_event(
    "waiting",
    WaitingOut,
    lane=Lane.CONTROL,
    note="Instead of `welcome`: a host has to let this person in. Only `ping` and `leave` may be sent. The same "
    "socket hears `welcome` once they are in, `refused` (then 4403), or why else it closes.",
)
server_event(
    "refused", RefusedOut, lane=Lane.CONTROL, note="A host did not let this person in; closes with 4403."
)
server_event(
    "lobby",
    LobbyOut,
    lane=Lane.DURABLE,
    note="To hosts: somebody waits, was let in or refused, or went away.",
)
server_event(
    "lobby-list", LobbyListOut, lane=Lane.CONTROL, note="To who has just become a host: everybody who waits."
)
server_event(
    "grants",
    GrantsOut,
    lane=Lane.DURABLE,
    note="To hosts: everybody's exceptions to the switches, after a change.",
)
