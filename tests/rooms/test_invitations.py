"""Share links with a limit: made, used up, seen and taken back by hosts."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connections
from django.utils import timezone

from fusemeet.errors import NotFound
from rooms import sharing
from rooms.access import room_for
from rooms.models import Access, Guest, Participant, Room, ShareInvitation
from tests.rooms.visits import code_of, knock, path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uncounted():
    caches["strict"].clear()


def owner_of(room):
    return room_for(room.interviewer, room.room_id)


def link(room, **how):
    return sharing.share_room(member=owner_of(room), identifier="", invite_type="LINK", **how).token


# --- limits


@pytest.mark.parametrize(
    ("limit", "field"),
    [
        ({"maxUses": 0}, "maxUses"),
        ({"maxUses": 1001}, "maxUses"),
        ({"maxUses": -1}, "maxUses"),
        ({"maxUses": "many"}, "maxUses"),
        ({"expiresIn": 59}, "expiresIn"),
        ({"expiresIn": 30 * 86_400 + 1}, "expiresIn"),
        ({"expiresIn": 2**63}, "expiresIn"),
    ],
)
def test_a_limit_outside_its_bounds_names_its_field(make_room, api, limit, field):
    room = make_room()
    answer = api(room.interviewer).post(path(room, "/share"), {"inviteType": "LINK"} | limit)
    assert answer.status_code == 400 and field in answer.json()["errors"]
    assert not ShareInvitation.objects.exists()


def test_a_link_that_is_switched_off_is_not_handed_out(make_room, api):
    room = make_room()
    host = api(room.interviewer)
    assert host.post(path(room, "/share"), {"inviteType": "LINK"}).json()["inviteToken"]
    Room.objects.update(allow_link_access=False)
    assert code_of(host.post(path(room, "/share"), {"inviteType": "LINK"})) == (409, "link_off")


@pytest.mark.parametrize(
    "limit", [{"maxUses": 1}, {"maxUses": 1000}, {"expiresIn": 60}, {"expiresIn": 30 * 86_400}]
)
def test_a_limit_within_them_makes_a_link_of_its_own(make_room, api, limit):
    room = make_room()
    shared = api(room.interviewer).post(path(room, "/share"), {"inviteType": "LINK"} | limit).json()
    assert shared["inviteToken"] != room.invite_link_token and len(shared["inviteToken"]) == 22
    row = ShareInvitation.objects.get()
    assert row.max_uses == limit.get("maxUses")
    wanted = timedelta(seconds=limit.get("expiresIn", 7 * 86_400))
    assert abs(row.expires_at - timezone.now() - wanted) < timedelta(seconds=10)


def test_for_an_account_too_a_link_that_was_good_once_says_what_became_of_it(make_room, make_user, api):
    room = make_room(password="p")
    cai, dee = (make_user(account_type="CANDIDATE") for _ in range(2))
    once, expired, revoked = link(room, max_uses=1), link(room, expires_in=60), link(room, max_uses=2)
    ShareInvitation.objects.filter(max_uses=None).update(expires_at=timezone.now())
    ShareInvitation.objects.filter(max_uses=2).update(revoked_at=timezone.now())
    join = path(room, "/join")
    assert api(cai).post(join, {"inviteToken": once}).status_code == 200
    assert api(cai).post(join, {"inviteToken": once}).status_code == 200, "who is in needs no link"
    for token, code in ((once, "invite_used"), (expired, "invite_expired"), (revoked, "invite_revoked")):
        assert code_of(api(dee).post(join, {"inviteToken": token})) == (410, code)
    assert code_of(api(dee).post(join, {"inviteToken": "x" * 22})) == (404, "invite_not_found")
    assert not Access.objects.filter(user=dee).exists()


# --- many at once


def all_at_once(jobs):
    """Run these together; their results in the order of finishing."""
    results, gate = [], threading.Barrier(len(jobs))

    def run(job):
        try:
            gate.wait(30)
            results.append(job())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_of_fifty_guests_with_a_single_use_link_exactly_one_comes_in(make_room):
    room = make_room(max_participants=12)
    token = link(room, max_uses=1)
    answers = all_at_once([lambda: code_of(knock(room, token))] * 50)
    assert sorted(answers, key=str) == [(200, None)] + [(410, "invite_used")] * 49
    assert Guest.objects.count() == Participant.objects.count() == ShareInvitation.objects.get().uses == 1


@pytest.mark.django_db(transaction=True)
def test_of_fifty_accounts_with_a_single_use_link_exactly_one_comes_in(make_room, make_user, api):
    room = make_room(max_participants=12, allow_link_access=False)
    token = link(room, max_uses=1)
    clients = [api(make_user(account_type="CANDIDATE")) for _ in range(50)]

    def job(client):
        return lambda: code_of(client.post(path(room, "/join"), {"inviteToken": token}))

    answers = all_at_once([job(client) for client in clients])
    assert sorted(answers, key=str) == [(200, None)] + [(410, "invite_used")] * 49
    assert Access.objects.filter(access_type="CANDIDATE").count() == ShareInvitation.objects.get().uses == 1


# --- what hosts see and take back


def test_a_host_sees_what_is_open_and_never_a_token(make_room, api):
    room = make_room()
    limited = link(room, max_uses=3)
    over = link(room, max_uses=1), link(room, expires_in=60)
    ShareInvitation.objects.filter(max_uses=1).update(uses=1)
    ShareInvitation.objects.filter(max_uses=None).update(expires_at=timezone.now())
    mailed = sharing.share_room(
        member=owner_of(room), identifier="New@Example.org", invite_type="INTERVIEWER"
    ).token
    knock(room, limited)
    answer = api(room.interviewer).get(path(room, "/invitations"))
    mail, shared = answer.json()["invitations"]
    assert (mail["inviteType"], mail["email"], mail["role"]) == (
        "INTERVIEWER",
        "new@example.org",
        "INTERVIEWER",
    )
    assert (shared["inviteType"], shared["email"], shared["role"]) == ("LINK", "", "CANDIDATE")
    assert (shared["uses"], shared["maxUses"], shared["invitedBy"]) == (1, 3, room.interviewer.full_name)
    text = answer.content.decode()
    assert not any(token in text for token in (limited, mailed, *over, room.invite_link_token))


def test_the_list_comes_in_pages(make_room, api):
    room = make_room()
    for _ in range(3):
        link(room, max_uses=1)
    host = api(room.interviewer)
    first = host.get(path(room, "/invitations?limit=2")).json()
    assert len(first["invitations"]) == 2 and first["previous"] is None
    rest = host.get(first["next"]).json()
    assert len(rest["invitations"]) == 1 and rest["next"] is None


def test_what_is_taken_back_opens_nothing_and_throws_nobody_out(make_room, api):
    room = make_room()
    token = link(room, max_uses=5)
    assert knock(room, token).status_code == 200
    host = api(room.interviewer)
    (shown,) = host.get(path(room, "/invitations")).json()["invitations"]
    for _ in range(2):
        assert host.delete(path(room, f"/invitations/{shown['id']}")).status_code == 204
    assert code_of(knock(room, token)) == (410, "invite_revoked")
    assert host.get(path(room, "/invitations")).json()["invitations"] == []
    assert host.get(path(room)).json()["participantCount"] == 1


def test_invitations_are_those_who_may_shares_and_of_their_own_room(make_room, make_user, api):
    room, other = make_room(), make_room()
    link(room, max_uses=5)
    theirs = ShareInvitation.objects.get()
    cai, host = make_user("cai", account_type="CANDIDATE"), make_user("host")
    for user, role in ((cai, "CANDIDATE"), (host, "INTERVIEWER")):
        Access.objects.create(room=room, user=user, access_type=role, granted_at=timezone.now())
    assert api(cai).get(path(room, "/invitations")).status_code == 403
    assert api(cai).delete(path(room, f"/invitations/{theirs.pk}")).status_code == 403
    assert api(other.interviewer).delete(path(other, f"/invitations/{theirs.pk}")).status_code == 404
    sharing.share_room(member=owner_of(room), identifier="boss@example.org", invite_type="INTERVIEWER")
    of_a_host = ShareInvitation.objects.get(role="INTERVIEWER")
    assert api(host).get(path(room, "/invitations")).status_code == 200
    assert api(host).delete(path(room, f"/invitations/{of_a_host.pk}")).status_code == 403
    assert api(host).delete(path(room, f"/invitations/{theirs.pk}")).status_code == 204
    Room.objects.filter(pk=room.pk).update(switches={"allowHostInvite": False})
    assert api(host).get(path(room, "/invitations")).status_code == 403


# --- the token is nowhere, and can be made again


def test_a_mail_written_later_has_the_same_link(make_room, settings):
    room = make_room()
    shared = sharing.share_room(member=owner_of(room), identifier="a@example.org", invite_type="CANDIDATE")
    row = ShareInvitation.objects.get()
    assert sharing.invitation_link(row) == shared.link
    assert not any(shared.token in str(value) for value in ShareInvitation.objects.values().get().values())
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    assert sharing.invitation_link(row) == shared.link, "a planned change of the key"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(NotFound):
        sharing.invitation_link(row)
    assert knock(room, shared.token).status_code == 200, "what was mailed opens the room all the same"
