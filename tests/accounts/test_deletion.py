"""The end of an account: what goes, what stays with the others, and that nothing of it is ever somebody else's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.test import Client
from django.utils import timezone

from accounts import deletion
from accounts.deletion import DELETED_NAME, erase_account
from accounts.models import Identity, Picture, User, UserSession
from accounts.sessions import TokenPair
from fusemeet.errors import Unavailable
from rooms import admission, chat
from rooms.access import room_for
from rooms.models import Access, ChatMessage, Participant, Room
from rooms.policy import Role
from rooms.sharing import give_access, share_room
from scheduling.models import Invite, Schedule
from signaling import journal
from signaling.documents.models import SharedDocument
from signaling.hooks import Person
from signaling.models import JournalEvent
from tests.accounts.conftest import HTML, browser, csrf, new_pair
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def let_in(room: Room, user: User, role: Role) -> None:
    give_access(member=room_for(room.interviewer, room.room_id), user=user, role=role)  # type: ignore[arg-type]


def say(room: Room, user: User, message: str) -> None:
    admission.join_room(who=user, room_id=room.room_id, network="test")
    person = Person(str(user.pk), user.username, user.full_name, "INTERVIEWER")
    chat.post_message(room=room.pk, person=person, message=message)


@pytest.fixture
def cast(make_user: Callable[..., User]) -> dict[str, User]:
    return {
        "bea": make_user("bea", full_name="Bea Host"),
        "cai": make_user("cai", account_type="CANDIDATE"),
        "dan": make_user("dan", full_name="Dan Host"),
    }


# --- rooms -----------------------------------------------------------------------------------------------------------


def test_a_room_goes_to_the_host_who_has_been_there_longest(
    ada: User, cast: dict[str, User], make_room: Callable[..., Room]
) -> None:
    room = make_room(ada)
    let_in(room, cast["cai"], Role.CANDIDATE)  # the longest, but no host
    let_in(room, cast["dan"], Role.INTERVIEWER)
    let_in(room, cast["bea"], Role.INTERVIEWER)
    erase_account(user=ada)
    room.refresh_from_db()
    assert (room.interviewer, room.is_active) == (cast["dan"], True)
    roles = dict(Access.objects.filter(room=room).values_list("user__username", "access_type"))
    assert roles == {"dan": "OWNER", "bea": "INTERVIEWER", "cai": "CANDIDATE"}
    told = JournalEvent.objects.filter(room=room.pk, type="room").latest("seq")
    assert told.payload["room"]["ownerId"] == str(cast["dan"].pk)


@pytest.mark.parametrize("unfit", ["is_active", "email_verified", "role"])
def test_who_may_not_own_a_room_does_not_inherit_one(
    unfit: str, ada: User, cast: dict[str, User], make_room: Callable[..., Room]
) -> None:
    room = make_room(ada)
    let_in(room, cast["dan"], Role.INTERVIEWER)
    let_in(room, cast["bea"], Role.INTERVIEWER)
    if unfit == "role":
        cast["dan"].groups.clear()
    else:
        User.objects.filter(pk=cast["dan"].pk).update(**{unfit: False})
    erase_account(user=ada)
    room.refresh_from_db()
    assert room.interviewer == cast["bea"]


def test_without_another_host_a_room_ends_for_those_who_are_in_it(
    ada: User, cast: dict[str, User], make_room: Callable[..., Room]
) -> None:
    room = make_room(ada)
    let_in(room, cast["cai"], Role.CANDIDATE)
    say(room, cast["cai"], "is anybody there?")
    erase_account(user=ada)
    room.refresh_from_db()
    assert (room.is_active, room.interviewer) == (False, None)
    assert JournalEvent.objects.filter(room=room.pk, type="room-ended").exists()
    assert ChatMessage.objects.filter(room=room).exists(), "what was recorded stays with those who were there"
    assert browser(new_pair(cast["cai"])).get("/dashboard/", **HTML).status_code == 200


def test_a_room_that_nobody_else_was_let_into_is_deleted_with_all_that_is_in_it(
    ada: User, make_room: Callable[..., Room]
) -> None:
    room = make_room(ada)
    say(room, ada, "a note to myself")
    erase_account(user=ada)
    assert not Room.objects.exists()
    assert not ChatMessage.objects.exists()
    assert not JournalEvent.objects.filter(room=room.pk).exists()
    assert not SharedDocument.objects.filter(room=room.pk).exists()


def test_other_peoples_rooms_lose_the_person_and_keep_what_they_said(
    ada: User, cast: dict[str, User], make_room: Callable[..., Room]
) -> None:
    room = make_room(cast["bea"])
    let_in(room, ada, Role.INTERVIEWER)
    say(room, ada, 'Ada said "🙂 \\u0041"')
    say(room, cast["bea"], "and Bea answered")
    person = str(ada.pk)
    with transaction.atomic():
        joined = {"userId": person, "username": "ada", "fullName": "Ada Lovelace", "joinNumber": 9}
        journal.append(room=room.pk, type="join", payload=joined, actor=person)
    share_room(member=room_for(ada, room.room_id), identifier="", invite_type="LINK", max_uses=5)
    erase_account(user=ada)
    assert not Access.objects.filter(room=room).exclude(user=cast["bea"]).exists()
    assert not Participant.objects.filter(room=room).exclude(user=cast["bea"]).exists()
    assert room.share_invitations.get().revoked_at is not None
    lines = ChatMessage.objects.filter(room=room).order_by("seq").values_list("username", "message")
    assert list(lines) == [(DELETED_NAME, 'Ada said "🙂 \\u0041"'), ("bea", "and Bea answered")]
    events = {event.type: event for event in JournalEvent.objects.filter(room=room.pk, actor=person)}
    assert events["chat"].payload == {
        "userId": person,
        "username": DELETED_NAME,
        "message": 'Ada said "🙂 \\u0041"',
    }
    assert events["join"].payload["fullName"] == DELETED_NAME
    assert events["join"].payload["joinNumber"] == 9
    assert "fullName" not in events["chat"].payload, "nothing is added, only replaced"
    others = JournalEvent.objects.filter(room=room.pk, actor=str(cast["bea"].pk), type="chat").get()
    assert others.payload["username"] == "bea"


def test_a_name_in_the_settings_that_were_announced_is_forgotten_too(
    ada: User, cast: dict[str, User], make_room: Callable[..., Room]
) -> None:
    from rooms.services import update_room

    room = make_room(ada)
    let_in(room, cast["bea"], Role.INTERVIEWER)
    update_room(member=room_for(ada, room.room_id), changes={"roomName": "Renamed"})
    erase_account(user=ada)
    names = [event.payload["room"]["ownerName"] for event in JournalEvent.objects.filter(type="room")]
    assert names == [DELETED_NAME, "Bea Host"]


# --- the person ------------------------------------------------------------------------------------------------------


def test_the_person_goes_with_all_that_is_theirs(
    ada: User, cast: dict[str, User], pair: TokenPair, make_room: Callable[..., Room]
) -> None:
    Picture.objects.create(user=ada, digest="a" * 64, data=b"x")
    Identity.objects.create(user=ada, provider="google", subject="1")
    theirs, others = make_room(ada), make_room(cast["bea"])
    for room, host, guest in ((theirs, ada, cast["cai"]), (others, cast["bea"], ada)):
        let_in(room, guest, Role.CANDIDATE)
        now = timezone.now()
        plan = Schedule.objects.create(
            room=room, host=host, room_type="INTERVIEW", title="t", start_time=now, end_time=now, capacity=2
        )
        Invite.objects.create(
            schedule=plan,
            invitee_email=guest.email,
            invitee_user=guest,
            inviter=host,
            invite_token=f"t{room.pk}",
        )
    erase_account(user=ada)
    assert not User.objects.filter(username="ada").exists()
    assert browser(pair).get("/api/auth/check").status_code == 401
    left = (Picture, Identity, UserSession, Invite)
    assert [model.objects.count() for model in left] == [0] * len(left)
    assert Schedule.objects.get().host == cast["bea"], "hers are cancelled, others' are not"


def test_the_same_address_registered_again_sees_nothing_of_the_old(
    ada: User, cast: dict[str, User], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> None:
    room = make_room(cast["bea"])
    let_in(room, ada, Role.INTERVIEWER)
    say(room, ada, "written by the first Ada")
    old = ada.pk
    erase_account(user=ada)
    again = make_user("ada", email="ada@example.org")
    assert again.pk > old, "an id is never given out again"
    client = browser(new_pair(again))
    assert client.get("/api/rooms/active").json()["count"] == 0
    assert client.get(f"/api/rooms/{room.room_id}").status_code == 404
    let_in(room, again, Role.CANDIDATE)
    line = chat.history(room=room.pk, person=str(again.pk))[0]
    assert (line["username"], line["userId"]) == (DELETED_NAME, str(old))
    erase_account(user=again)
    assert make_user("ada").pk > again.pk


def test_all_of_it_happens_or_nothing(
    ada: User, cast: dict[str, User], make_room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make_room(ada)
    let_in(room, cast["bea"], Role.INTERVIEWER)
    tries = []

    def stumbles(user: User) -> None:
        tries.append(user)
        raise OperationalError(1213, "Deadlock found when trying to get lock")

    monkeypatch.setattr(deletion, "_steps", [*deletion._steps, stumbles])
    with pytest.raises(Unavailable):
        erase_account(user=ada)
    assert len(tries) == deletion.TRIES
    room.refresh_from_db()
    assert room.interviewer == ada
    assert User.objects.filter(pk=ada.pk).exists()


def test_a_room_that_is_made_while_its_maker_is_deleted_does_not_outlive_them(
    ada: User, make_room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def meanwhile(user: User) -> None:
        if not made:
            made.append(make_room(ada))

    monkeypatch.setattr(deletion, "_steps", [*deletion._steps, meanwhile])
    erase_account(user=ada)
    assert made
    assert not Room.objects.exists()


# --- the page ------------------------------------------------------------------------------------------------------


def ask(client: Client, username: str, password: str) -> Any:
    form = {"csrfmiddlewaretoken": csrf(client)["X-CSRFToken"], "username": username, "password": password}
    return client.post("/profile/data/delete/", form, **HTML)


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [("ada2", PASSWORD, "username"), ("", PASSWORD, "username"), ("ada", "wrong", "password")],
)
def test_deleting_asks_for_the_user_name_and_the_password(
    username: str, password: str, field: str, pair: TokenPair
) -> None:
    page = ask(browser(pair), username, password)
    assert page.status_code == 200
    assert f'id="id_delete_{field}_error"' in page.content.decode()
    assert User.objects.filter(username="ada").exists()


def test_whoever_deletes_their_account_is_signed_out_and_told(pair: TokenPair) -> None:
    client = browser(pair)
    gone = ask(client, "ada", PASSWORD)
    assert gone["Location"] == "/"
    assert gone.cookies["access"].value == gone.cookies["refresh"].value == ""
    assert "Your account is deleted" in client.get("/", **HTML).content.decode()
    assert not User.objects.exists()
    sign_in = {"usernameOrEmail": "ada", "password": PASSWORD}
    assert browser().post("/api/auth/login", sign_in, content_type="application/json").status_code == 401


def test_a_foreign_page_deletes_nobody(pair: TokenPair) -> None:
    form = {"username": "ada", "password": PASSWORD}
    assert browser(pair).post("/profile/data/delete/", form, **HTML).status_code == 403
    assert User.objects.count() == 1
