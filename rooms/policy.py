"""Who may do what in a room: the one table. Pure: no ORM, no async, no request."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from fusemeet.errors import Denied


class Role(enum.StrEnum):
    OWNER = "OWNER"
    INTERVIEWER = "INTERVIEWER"
    TEACHER = "TEACHER"
    CANDIDATE = "CANDIDATE"
    STUDENT = "STUDENT"


HOSTS = frozenset({Role.OWNER, Role.INTERVIEWER, Role.TEACHER})
GUESTS = frozenset({Role.CANDIDATE, Role.STUDENT})


class RoomType(enum.StrEnum):
    INTERVIEW = "INTERVIEW"
    CLASSROOM = "CLASSROOM"


class Ability(enum.StrEnum):
    READ = "read"
    CHAT = "chat"
    PRIVATE_CHAT = "private_chat"
    PRIVATE_CHAT_ANYONE = "private_chat_anyone"
    REACT = "react"
    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN_SHARE = "screen_share"
    EDIT_CODE = "edit_code"
    SEE_BOARD = "see_board"
    DRAW = "draw"
    MANAGE_BOARD = "manage_board"
    SEE_HIDDEN_QUESTIONS = "see_hidden_questions"
    MANAGE_QUESTIONS = "manage_questions"
    NOTES = "notes"
    MANAGE_PERMISSIONS = "manage_permissions"
    REMOVE_PARTICIPANT = "remove_participant"
    SHARE = "share"
    SCHEDULE = "schedule"
    LOCK = "lock"
    SETTINGS = "settings"
    END = "end"
    DELETE = "delete"
    HAND_OVER = "hand_over"
    PLAYBACK = "playback"


# A room's switches, with what they are when nobody has touched them.
INTERVIEW_SWITCHES: Mapping[str, bool] = {
    "allowChat": True,
    "allowPrivateChat": False,
    "allowMicrophone": True,
    "allowCamera": True,
    "allowScreenShare": True,
    "allowEditCode": True,
    "allowDraw": True,
    "allowHostInvite": True,
    "allowHostSettings": False,
    "allowParticipantPlayback": False,
    "lobby": False,
    "boardVisible": True,
}
CLASSROOM_SWITCHES: Mapping[str, bool] = {
    **INTERVIEW_SWITCHES,
    "allowMicrophone": False,
    "allowCamera": False,
    "allowScreenShare": False,
    "allowEditCode": False,
    "allowDraw": False,
}
# Hiding the board is told by an event of its own, so it is changed by that door alone.
BOARD_VISIBLE = "boardVisible"
SWITCHES = frozenset(INTERVIEW_SWITCHES) - {BOARD_VISIBLE}


class Cell(enum.Enum):
    """One cell of the table: always, never, or as the room's switch says."""

    YES = enum.auto()
    NO = enum.auto()
    SWITCH = enum.auto()


_Y, _N, _S = Cell.YES, Cell.NO, Cell.SWITCH


@dataclass(frozen=True)
class Rule:
    """A line of the table; `switch` is the room's switch behind its SWITCH cells and what a grant can open."""

    owner: Cell
    interviewer: Cell
    teacher: Cell
    candidate: Cell
    student: Cell
    switch: str | None = None

    def cell(self, role: Role) -> Cell:
        cell: Cell = getattr(self, role.value.lower())
        return cell


TABLE: Mapping[Ability, Rule] = {
    Ability.READ: Rule(_Y, _Y, _Y, _Y, _Y),
    Ability.CHAT: Rule(_Y, _Y, _Y, _S, _S, "allowChat"),
    Ability.PRIVATE_CHAT: Rule(_Y, _Y, _Y, _Y, _Y),
    Ability.PRIVATE_CHAT_ANYONE: Rule(_Y, _Y, _Y, _S, _S, "allowPrivateChat"),
    Ability.REACT: Rule(_Y, _Y, _Y, _Y, _Y),
    Ability.MICROPHONE: Rule(_Y, _Y, _Y, _S, _S, "allowMicrophone"),
    Ability.CAMERA: Rule(_Y, _Y, _Y, _S, _S, "allowCamera"),
    Ability.SCREEN_SHARE: Rule(_Y, _Y, _Y, _S, _S, "allowScreenShare"),
    Ability.EDIT_CODE: Rule(_Y, _Y, _Y, _S, _S, "allowEditCode"),
    Ability.SEE_BOARD: Rule(_Y, _Y, _Y, _S, _S, BOARD_VISIBLE),
    Ability.DRAW: Rule(_Y, _Y, _Y, _S, _S, "allowDraw"),
    Ability.MANAGE_BOARD: Rule(_Y, _Y, _Y, _N, _N),
    Ability.SEE_HIDDEN_QUESTIONS: Rule(_Y, _Y, _Y, _N, _N),
    Ability.MANAGE_QUESTIONS: Rule(_Y, _Y, _Y, _N, _N),
    Ability.NOTES: Rule(_Y, _Y, _N, _N, _N),
    Ability.MANAGE_PERMISSIONS: Rule(_Y, _Y, _Y, _N, _N),
    Ability.REMOVE_PARTICIPANT: Rule(_Y, _Y, _Y, _N, _N),
    Ability.SHARE: Rule(_Y, _S, _S, _N, _N, "allowHostInvite"),
    Ability.SCHEDULE: Rule(_Y, _N, _N, _N, _N),
    Ability.LOCK: Rule(_Y, _Y, _Y, _N, _N),
    Ability.SETTINGS: Rule(_Y, _S, _S, _N, _N, "allowHostSettings"),
    Ability.END: Rule(_Y, _S, _S, _N, _N, "allowHostSettings"),
    Ability.DELETE: Rule(_Y, _N, _N, _N, _N),
    Ability.HAND_OVER: Rule(_Y, _N, _N, _N, _N),
    Ability.PLAYBACK: Rule(_Y, _Y, _Y, _S, _S, "allowParticipantPlayback"),
}


def default_switches(room_type: str) -> dict[str, bool]:
    return dict(CLASSROOM_SWITCHES if room_type == RoomType.CLASSROOM else INTERVIEW_SWITCHES)


def newcomer_role(room_type: str) -> Role:
    """What a link, a code or a password makes of somebody: never more than this."""
    return Role.STUDENT if room_type == RoomType.CLASSROOM else Role.CANDIDATE


def abilities_of(
    role: Role, switches: Mapping[str, bool], grants: Mapping[str, bool] | None = None
) -> frozenset[str]:
    """Everything this role may do under these switches, with one person's exceptions `{ability: allowed}`.

    A grant speaks only where the table leaves the cell to a switch: it opens nothing that is never allowed.
    """
    allowed = set()
    for ability, rule in TABLE.items():
        cell = rule.cell(role)
        if cell is Cell.SWITCH:
            granted = (grants or {}).get(ability.value)
            yes = granted if granted is not None else switches.get(rule.switch or "", False)
        else:
            yes = cell is Cell.YES
        if yes:
            allowed.add(ability.value)
    if Ability.SEE_BOARD not in allowed:
        allowed.discard(Ability.DRAW)  # nobody draws on what they cannot see
    return frozenset(allowed)


def require(abilities: frozenset[str], ability: Ability) -> None:
    """Raises Denied unless the ability is among them."""
    if ability.value not in abilities:
        raise Denied("forbidden", "Your role in this room does not allow that.")


def require_removable(actor: Role, target: Role) -> None:
    """A host removes neither the owner nor another host; the owner removes anybody else."""
    if target is Role.OWNER or (target in HOSTS and actor is not Role.OWNER):
        raise Denied("forbidden", "A host cannot be removed by another host.")


def require_invitable(actor: Role, invited: Role) -> None:
    """Nobody is made OWNER; hosts are made by the owner alone."""
    if invited is Role.OWNER or (invited in HOSTS and actor is not Role.OWNER):
        raise Denied("forbidden", "Only the owner of the room can invite another host.")


def can_write_privately(abilities: frozenset[str], to_host: bool) -> bool:
    return Ability.PRIVATE_CHAT_ANYONE in abilities or (to_host and Ability.PRIVATE_CHAT in abilities)
