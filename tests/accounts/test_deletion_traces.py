"""What a deleted account leaves behind: no address in any table, and the record of what an administrator did."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.administrators import NOBODY
from accounts.deletion import erase_account
from accounts.letters import queue_verification_answer
from accounts.models import ROLE_ADMIN, User
from fusemeet.errors import Conflict
from mailing.models import OutgoingMail, State
from mailing.outbox import queue
from rooms import deletion as of_rooms
from rooms.access import room_for
from rooms.models import Access, Room, ShareInvitation
from rooms.operators import destroy_room
from rooms.policy import Role
from rooms.sharing import give_access, share_room
from scheduling.models import Invite, Schedule
from tests.accounts.conftest import HTML, browser, csrf, new_pair
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ADDRESS = "Ada.Lovelace@Example.org"


@pytest.fixture(autouse=True)
def uncounted() -> None:
    caches["strict"].clear()


@pytest.fixture
def adele(make_user: Callable[..., User]) -> User:
    """Whose address is kept with its capitals."""
    user = make_user("adele")
    User.objects.filter(pk=user.pk).update(email=ADDRESS)
    user.refresh_from_db()
    return user


def traces_of(text: str) -> list[str]:
    """Each column of letters of each table that holds it, in whatever case."""
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField, models.JSONField)):
                values = model._base_manager.values_list(field.attname, flat=True)
                of_it = [str(value) for value in values if text.lower() in str(value).lower()]
                found += [f"{model._meta.label}.{field.name}: {value}" for value in of_it]
    return found


def invite_to_session(room: Room, host: User, email: str) -> Invite:
    now = timezone.now()
    plan = Schedule.objects.create(
        room=room, host=host, room_type="INTERVIEW", title="t", start_time=now, end_time=now, capacity=2
    )
    return Invite.objects.create(schedule=plan, invitee_email=email, inviter=host, invite_token=f"t{plan.pk}")


def record(by: User, of: models.Model) -> LogEntry:
    kind = ContentType.objects.get_for_model(of)
    return LogEntry.objects.create(
        user=by, content_type=kind, object_id=str(of.pk), object_repr=str(of)[:200], action_flag=CHANGE
    )


def leave_traces(adele: User, bea: User, room: Room) -> None:
    """Invited before she had an account, mailed to both of her addresses, some of it sent and some waiting."""
    User.objects.filter(pk=adele.pk).update(email_verified=False)
    share_room(member=room_for(bea, room.room_id), identifier=ADDRESS, invite_type="CANDIDATE")
    User.objects.filter(pk=adele.pk).update(email_verified=True)
    adele.refresh_from_db()
    record(bea, ShareInvitation.objects.get())
    invite_to_session(room, bea, ADDRESS.lower())
    queue("accounts.email-changed", user_id=adele.pk, old=ADDRESS.upper())
    queue("accounts.email-change-asked", user_id=adele.pk, email="x@example.org", old=ADDRESS)
    queue("accounts.password-changed", user_id=adele.pk)
    queue_verification_answer(email=ADDRESS.lower())


@pytest.mark.parametrize("sent", [True, False])
def test_no_table_holds_the_address_of_a_deleted_account(
    sent: bool, adele: User, make_user: Callable[..., User], make_room: Callable[..., Room], outbox_mails: Any
) -> None:
    bea = make_user("bea")
    leave_traces(adele, bea, make_room(bea))
    other = share_room(
        member=room_for(bea, Room.objects.get().room_id), identifier=f"x{ADDRESS}", invite_type="CANDIDATE"
    )
    before = len(outbox_mails()) if sent else 0
    assert len(traces_of(ADDRESS)) >= 6
    erase_account(user=adele)
    left = [trace for trace in traces_of(ADDRESS) if f"x{ADDRESS}".lower() not in trace.lower()]
    assert left == []
    assert ShareInvitation.objects.get(email="").revoked_at is not None
    assert ShareInvitation.objects.get(email=f"x{ADDRESS}".lower()).revoked_at is None, (
        "a longer address is not hers"
    )
    assert other.token
    assert not Invite.objects.exists()
    assert {mail.to[0] for mail in outbox_mails()[before:]} <= {f"x{ADDRESS}".lower()}, (
        "nothing goes to her any more"
    )
    assert [trace for trace in traces_of(ADDRESS) if f"x{ADDRESS}".lower() not in trace.lower()] == []


def test_what_was_mailed_to_an_address_that_an_account_never_proved_stays_good(
    make_user: Callable[..., User], make_room: Callable[..., Room], outbox_mails: Any
) -> None:
    squatter, bea = make_user("mallory", email="kim@example.org", verified=False), make_user("bea")
    room = make_room(bea)
    share_room(member=room_for(bea, room.room_id), identifier="kim@example.org", invite_type="CANDIDATE")
    invite_to_session(room, bea, "kim@example.org")
    erase_account(user=squatter)
    assert ShareInvitation.objects.get().revoked_at is None
    assert Invite.objects.get().invitee_email == "kim@example.org"
    assert [mail.to for mail in outbox_mails()] == [["kim@example.org"]]


def test_mails_of_others_stay_as_they_are(
    adele: User, make_user: Callable[..., User], outbox_mails: Any
) -> None:
    bea = make_user("bea")
    queue("accounts.password-changed", user_id=bea.pk)
    assert len(outbox_mails()) == 1
    queue("accounts.password-changed", user_id=bea.pk)
    erase_account(user=adele)
    sent, waiting = OutgoingMail.objects.order_by("pk")
    assert (sent.to, sent.args, waiting.state) == (bea.email, {"user_id": bea.pk}, State.WAITING)


# --- rooms -----------------------------------------------------------------------------------------------------------


def test_a_room_that_is_deleted_at_the_same_moment_stops_nobody_from_leaving(
    adele: User,
    make_user: Callable[..., User],
    make_room: Callable[..., Room],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bea = make_user("bea")
    first, second = make_room(bea), make_room(bea)
    for room in (first, second):
        give_access(member=room_for(bea, room.room_id), user=adele, role=Role.CANDIDATE)
    lock_room = of_rooms.lock_room

    def slow(pk: int) -> Room:
        if pk == first.pk and Room.objects.filter(pk=pk).exists():
            destroy_room(room=first)  # after the list of rooms was read
        return lock_room(pk)

    monkeypatch.setattr(of_rooms, "lock_room", slow)
    erase_account(user=adele)
    assert not User.objects.filter(pk=adele.pk).exists()
    assert list(Access.objects.values_list("room", "user")) == [(second.pk, bea.pk)]


def test_who_was_raised_to_host_later_stands_behind_who_was_host_before(
    adele: User, make_user: Callable[..., User], make_room: Callable[..., Room]
) -> None:
    cai, dan = make_user("cai"), make_user("dan")
    room = make_room(adele)
    member = room_for(adele, room.room_id)
    for user, role in ((cai, Role.CANDIDATE), (dan, Role.INTERVIEWER), (cai, Role.INTERVIEWER)):
        give_access(member=member, user=user, role=role)
    erase_account(user=adele)
    room.refresh_from_db()
    assert room.interviewer == dan


# --- administrators --------------------------------------------------------------------------------------------------


def administrator(user: User) -> User:
    user.give_roles(ROLE_ADMIN)
    return user


def test_what_an_administrator_did_stays_on_record_under_nobodys_name(
    adele: User, make_user: Callable[..., User]
) -> None:
    boss, bea, cai = (administrator(make_user(name)) for name in ("boss", "bea", "cai"))
    record(adele, cai)
    record(bea, cai)
    record(cai, boss)
    administrator(adele)
    erase_account(user=adele)
    erase_account(user=bea)
    names = list(LogEntry.objects.order_by("pk").values_list("user__username", "object_repr"))
    assert names == [(NOBODY, "cai"), (NOBODY, "cai"), ("cai", "boss")]
    nobody = User.objects.get(username=NOBODY)
    assert (nobody.is_active, nobody.has_usable_password(), nobody.roles) == (False, False, [])
    client = Client()
    client.force_login(boss)
    assert NOBODY in client.get("/admin/admin/logentry/").content.decode()
    with pytest.raises(Conflict, match="keeps_the_record"):
        erase_account(user=nobody)
    assert client.post(f"/admin/accounts/user/{nobody.pk}/delete/", {"post": "yes"}).status_code == 409
    assert LogEntry.objects.filter(user=nobody).count() == 2


@pytest.mark.parametrize("name", [NOBODY, "deleted-user"])
def test_nobody_registers_as_the_one_who_stands_for_the_deleted(name: str, adele: User) -> None:
    body = {
        "username": "someone" if name == "deleted-user" else name,
        "email": name if name == "deleted-user" else "someone@example.org",
        "password": "a good long secret 1",
        "fullName": "Some One",
        "accountType": "CANDIDATE",
    }
    answer = Client().post("/api/auth/register", body, content_type="application/json")
    assert answer.status_code == 400
    assert User.objects.get() == adele


def test_who_never_administered_anything_leaves_nobody_behind(adele: User) -> None:
    erase_account(user=adele)
    assert not User.objects.exists()


@pytest.mark.parametrize("other", ["none", "blocked", "no administrator"])
def test_the_last_administrator_cannot_delete_their_account(
    other: str, adele: User, make_user: Callable[..., User]
) -> None:
    administrator(adele)
    if other == "blocked":
        User.objects.filter(pk=administrator(make_user("bea")).pk).update(is_active=False)
    elif other == "no administrator":
        make_user("bea")
    client = browser(new_pair(adele))
    form = {"csrfmiddlewaretoken": csrf(client)["X-CSRFToken"], "username": "adele", "password": PASSWORD}
    page = client.post("/profile/data/delete/", form, **HTML)
    assert page.status_code == 409
    assert "You are the only administrator here" in page.content.decode()
    assert User.objects.filter(pk=adele.pk).exists()
    assert client.get("/api/auth/check").status_code == 200, "nothing of it happened"


@pytest.mark.parametrize("how", ["role", "superuser"])
def test_one_of_two_administrators_can(how: str, adele: User, make_user: Callable[..., User]) -> None:
    administrator(adele)
    if how == "role":
        administrator(make_user("bea"))
    else:
        User.objects.create_superuser("bea", "bea@example.org", PASSWORD)
    erase_account(user=adele)
    with pytest.raises(Conflict):
        erase_account(user=User.objects.get(username="bea"))
