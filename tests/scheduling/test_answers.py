"""Answers: by token or by account, changed at will, and never to what is over, cancelled or withdrawn."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fusemeet.errors import Gone, Invalid
from scheduling.answers import answer_invite, find_invite
from scheduling.models import Invite, Schedule
from scheduling.planning import cancel_session, withdraw_invite
from scheduling.tokens import token_of


@pytest.fixture
def session(plan):
    return plan("kit@example.org", "mia@example.org")[0]


@pytest.fixture
def invite(session):
    return session.invites.get(invitee_email="kit@example.org")


def respond(client, invite, status, **more):
    return client.post(f"/api/invites/{token_of(invite)}/respond", {"status": status, **more})


def test_an_answer_needs_no_account_and_is_that_of_the_invited_address(api, invite):
    body = respond(api(), invite, "ACCEPTED").json()
    assert (body["success"], body["data"]["status"]) == (True, "ACCEPTED")
    assert body["data"]["respondedAt"] and "kit@example.org" in body["message"]
    assert Invite.objects.get(pk=invite.pk).status == "ACCEPTED"
    assert Invite.objects.get(invitee_email="mia@example.org").status == "PENDING"


def test_with_another_account_it_is_still_the_invited_ones_answer(api, invite, make_user):
    other = make_user("other")
    assert respond(api(other), invite, "MAYBE").status_code == 200
    found = Invite.objects.get(pk=invite.pk)
    assert (found.status, found.invitee_user, found.invitee_email) == ("MAYBE", None, "kit@example.org")
    assert api(other).get("/api/invites/me").json()["data"] == []


def test_one_may_change_ones_mind_and_the_same_again_changes_nothing(invite):
    first = answer_invite(invite=invite, status="ACCEPTED")
    again = answer_invite(invite=invite, status="ACCEPTED")
    assert again.responded_at == first.responded_at
    other = answer_invite(invite=invite, status="DECLINED")
    assert other.status == "DECLINED" and other.responded_at > first.responded_at


def test_pending_is_no_answer_nor_is_nonsense(api, invite):
    for status in ("PENDING", "YES", "accepted", ""):
        with pytest.raises(Invalid):
            answer_invite(invite=invite, status=status)
        assert respond(api(), invite, status).status_code == 400
    assert Invite.objects.get(pk=invite.pk).status == "PENDING"


def test_a_cancelled_session_takes_no_answer_but_says_so_when_looked_at(api, session, invite, host):
    cancel_session(host=host, schedule_id=session.pk)
    refused = respond(api(), invite, "ACCEPTED")
    assert (refused.status_code, refused.json()["code"]) == (410, "session_cancelled")
    shown = api().get(f"/api/invites/{token_of(invite)}").json()["data"]
    assert shown["isCancelled"] and shown["status"] == "PENDING"


def test_a_session_that_is_over_takes_no_answer(api, session, invite):
    past = timezone.now() - timedelta(hours=3)
    Schedule.objects.filter(pk=session.pk).update(start_time=past, end_time=past + timedelta(hours=1))
    refused = respond(api(), invite, "ACCEPTED")
    assert (refused.status_code, refused.json()["code"]) == (410, "session_over")
    assert respond(api(), invite, "ACCEPTED", series=True).json()["code"] == "session_over"
    assert Invite.objects.get(pk=invite.pk).responded_at is None


def test_a_session_that_goes_on_still_takes_one(session, invite):
    now = timezone.now()
    Schedule.objects.filter(pk=session.pk).update(
        start_time=now - timedelta(minutes=10), end_time=now + timedelta(minutes=50)
    )
    assert answer_invite(invite=find_invite(token_of(invite)), status="ACCEPTED").status == "ACCEPTED"


def test_a_withdrawn_invitation_is_gone_by_every_door(api, session, invite, host):
    token = token_of(invite)
    withdraw_invite(host=host, schedule_id=session.pk, invite_id=invite.pk)
    for answer in (api().get(f"/api/invites/{token}"), respond(api(), invite, "ACCEPTED")):
        assert (answer.status_code, answer.json()["code"]) == (410, "invite_withdrawn")
    with pytest.raises(Gone):
        answer_invite(invite=invite, status="ACCEPTED")


def test_guessing_tokens_is_refused_after_some_tries(api, invite, settings):
    settings.RATE_LIMITS = {"invitation-link": [(3, 300)]}
    client = api()
    codes = [client.get(f"/api/invites/{'x' * 22}").status_code for _ in range(4)]
    assert codes == [404, 404, 404, 429]
    assert client.get(f"/api/invites/{token_of(invite)}").status_code == 200  # a good one is no guess


def test_an_answer_given_again_and_again_is_refused(api, invite, settings):
    settings.RATE_LIMITS = {"answer": [(2, 600)]}
    codes = [respond(api(), invite, status).status_code for status in ("ACCEPTED", "MAYBE", "DECLINED")]
    assert codes == [200, 200, 429]
    assert Invite.objects.get(pk=invite.pk).status == "MAYBE"
