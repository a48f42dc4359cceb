"""The table of who may do what, pinned cell by cell against the written policy."""

import pytest

from fusemeet.errors import Denied
from rooms.policy import (
    Ability,
    Role,
    RoomType,
    abilities_of,
    default_switches,
    newcomer_role,
    require,
    require_invitable,
    require_removable,
)

EVERYBODY = {"read", "chat", "private_chat", "react", "see_board"}
HOST = EVERYBODY | {
    "private_chat_anyone", "microphone", "camera", "screen_share", "edit_code", "draw", "manage_board",
    "see_hidden_questions", "manage_questions", "manage_permissions", "remove_participant", "share", "lock", "playback",
}  # fmt: skip
OWNER = HOST | {"notes", "schedule", "settings", "end", "delete", "hand_over"}
WORK = {"microphone", "camera", "screen_share", "edit_code", "draw"}

EXPECTED = {
    (Role.OWNER, RoomType.INTERVIEW): OWNER,
    (Role.OWNER, RoomType.CLASSROOM): OWNER,
    (Role.INTERVIEWER, RoomType.INTERVIEW): HOST | {"notes"},
    (Role.INTERVIEWER, RoomType.CLASSROOM): HOST | {"notes"},
    (Role.TEACHER, RoomType.INTERVIEW): HOST,
    (Role.TEACHER, RoomType.CLASSROOM): HOST,
    (Role.CANDIDATE, RoomType.INTERVIEW): EVERYBODY | WORK,
    (Role.CANDIDATE, RoomType.CLASSROOM): EVERYBODY,
    (Role.STUDENT, RoomType.INTERVIEW): EVERYBODY | WORK,
    (Role.STUDENT, RoomType.CLASSROOM): EVERYBODY,
}


@pytest.mark.parametrize(("role", "room_type"), EXPECTED)
def test_each_role_may_by_default_exactly_this(role, room_type):
    assert abilities_of(role, default_switches(room_type)) == EXPECTED[role, room_type]


@pytest.mark.parametrize(
    ("switch", "abilities"),
    [
        ("allowChat", {"chat"}),
        ("allowPrivateChat", {"private_chat_anyone"}),
        ("allowMicrophone", {"microphone"}),
        ("allowCamera", {"camera"}),
        ("allowScreenShare", {"screen_share"}),
        ("allowEditCode", {"edit_code"}),
        ("allowDraw", {"draw"}),
        ("boardVisible", {"see_board", "draw"}),
        ("allowParticipantPlayback", {"playback"}),
    ],
)
@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.STUDENT])
def test_a_switch_opens_and_closes_exactly_its_cells_and_none_of_the_owners(role, switch, abilities):
    switches = default_switches(RoomType.INTERVIEW)
    on, off = abilities_of(role, switches | {switch: True}), abilities_of(role, switches | {switch: False})
    assert on - off == abilities
    assert abilities_of(Role.OWNER, switches | {switch: False}) == OWNER


def test_the_hosts_switches_are_for_hosts_alone():
    for role in (Role.INTERVIEWER, Role.TEACHER):
        base = default_switches(RoomType.INTERVIEW)
        assert abilities_of(role, base | {"allowHostSettings": True}) - abilities_of(role, base) == {
            "settings",
            "end",
        }
        assert abilities_of(role, base) - abilities_of(role, base | {"allowHostInvite": False}) == {"share"}
    for role in (Role.CANDIDATE, Role.STUDENT):
        assert abilities_of(role, dict.fromkeys(default_switches("INTERVIEW"), True)) == EVERYBODY | WORK | {
            "private_chat_anyone", "playback"
        }  # fmt: skip


def test_a_grant_opens_or_closes_a_switched_cell_and_never_a_fixed_one():
    off = default_switches(RoomType.CLASSROOM)
    assert "microphone" in abilities_of(Role.STUDENT, off, {"microphone": True})
    assert "chat" not in abilities_of(Role.STUDENT, off, {"chat": False})
    assert abilities_of(Role.STUDENT, off, {"notes": True, "delete": True, "end": True}) == EVERYBODY
    assert abilities_of(Role.OWNER, off, {"delete": False, "microphone": False}) == OWNER


def test_newcomers_never_become_more_than_candidate_or_student():
    assert newcomer_role(RoomType.INTERVIEW) is Role.CANDIDATE
    assert newcomer_role(RoomType.CLASSROOM) is Role.STUDENT


def test_require_raises_for_what_is_missing_only():
    require(frozenset({"chat"}), Ability.CHAT)
    with pytest.raises(Denied):
        require(frozenset({"chat"}), Ability.LOCK)


@pytest.mark.parametrize("target", list(Role))
@pytest.mark.parametrize("actor", [Role.OWNER, Role.INTERVIEWER, Role.TEACHER])
def test_hosts_remove_neither_the_owner_nor_another_host(actor, target):
    allowed = target in {Role.CANDIDATE, Role.STUDENT} or (actor is Role.OWNER and target is not Role.OWNER)
    if allowed:
        require_removable(actor, target)
    else:
        with pytest.raises(Denied):
            require_removable(actor, target)


def test_nobody_is_made_owner_and_only_the_owner_makes_hosts():
    for actor in (Role.OWNER, Role.INTERVIEWER, Role.TEACHER):
        require_invitable(actor, Role.CANDIDATE)
        with pytest.raises(Denied):
            require_invitable(actor, Role.OWNER)
    require_invitable(Role.OWNER, Role.TEACHER)
    with pytest.raises(Denied):
        require_invitable(Role.INTERVIEWER, Role.INTERVIEWER)
