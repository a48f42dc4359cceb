"""Inviting people by name and address: what is counted, what is passed on, and what the mail calls everybody."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from accounts.throttle import limits_of
from fusemeet.errors import Invalid, TooMany
from rooms import sharing
from rooms.access import room_for
from rooms.models import Access, ShareInvitation
from rooms.policy import Role
from tests.rooms.visits import path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uncounted():
    caches["strict"].clear()


@pytest.fixture
def owner(make_room):
    room = make_room()
    return room_for(room.interviewer, room.room_id)


def invite(member, identifier, role="CANDIDATE", **how):
    return sharing.share_room(member=member, identifier=identifier, invite_type=role, **how)


@pytest.mark.parametrize("known", [True, False])
def test_asking_for_names_is_counted_whether_anybody_has_them_or_not(owner, make_user, settings, known):
    settings.RATE_LIMITS = {"invitation": [(3, 3600)]}
    name = make_user("cai", account_type="CANDIDATE").username if known else "nobody"
    for _ in range(3):
        if known:
            invite(owner, name)
        else:
            with pytest.raises(Invalid):
                invite(owner, name)
    with pytest.raises(TooMany):
        invite(owner, name)
    assert sharing.share_room(member=owner, identifier="", invite_type="LINK").link, "links are not names"


def test_one_address_gets_no_more_than_a_few_mails_whoever_invites_it(owner, make_room, outbox_mails):
    room = make_room()
    other = room_for(room.interviewer, room.room_id)
    often = min(limit for limit, _ in limits_of("invitation-address"))
    assert often == 2
    invite(owner, "new@example.org")
    invite(other, "New@Example.org")
    with pytest.raises(TooMany):
        invite(owner, "new@example.org")
    invite(owner, "another@example.org")
    assert sorted(mail.to[0] for mail in outbox_mails()) == [
        "another@example.org",
        "new@example.org",
        "new@example.org",
    ]


def test_an_address_is_invited_once_unless_the_host_says_how_often(owner, make_room, api):
    once = invite(owner, "a@example.org")
    body = {"identifier": "b@example.org", "inviteType": "CANDIDATE", "maxUses": 3}
    assert api(owner.user).post(path(owner.room, "/share"), body).status_code == 200
    assert once.token
    uses = dict(ShareInvitation.objects.values_list("email", "max_uses"))
    assert uses == {"a@example.org": 1, "b@example.org": 3}


def test_a_name_that_looks_like_a_link_is_none_in_the_subject_either(make_user, make_room, outbox_mails):
    room = make_room(make_user("eve", full_name="Pay at evil.example"), name="see http://evil.example/x")
    invite(room_for(room.interviewer, room.room_id), "victim@example.org")
    (mail,) = outbox_mails()
    for text in (mail.subject, mail.body.partition("http://testserver")[0]):
        assert "evil" in mail.subject
        assert "evil.example" not in text
    assert "://evil" not in mail.subject


def test_who_is_made_a_host_has_been_one_since_then(owner, make_user):
    cai = make_user("cai")
    sharing.give_access(member=owner, user=cai, role=Role.CANDIDATE)
    long_ago = timezone.now() - timedelta(days=9)
    Access.objects.filter(user=cai).update(granted_at=long_ago)
    sharing.give_access(member=owner, user=cai, role=Role.STUDENT)
    assert Access.objects.get(user=cai).granted_at == long_ago, "only hosts stand in line for the room"
    sharing.give_access(member=owner, user=cai, role=Role.INTERVIEWER)
    raised = Access.objects.get(user=cai)
    assert raised.access_type == "INTERVIEWER"
    assert raised.granted_at > long_ago
    sharing.give_access(member=owner, user=cai, role=Role.INTERVIEWER)
    assert Access.objects.get(user=cai).granted_at == raised.granted_at, "again is not anew"


@pytest.mark.parametrize("cursor", ["cD1hYmM=", "cD0tMQ==", "cD0=", "cD0x" + "MTEx" * 8, "é", "cj1hYmM="])
def test_a_made_up_cursor_is_no_page(owner, api, cursor):
    invite(owner, "a@example.org")
    answer = api(owner.user).get(path(owner.room, "/invitations"), {"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert api(owner.user).get(path(owner.room, "/invitations"), {"cursor": "cD05OTk="}).status_code == 200
