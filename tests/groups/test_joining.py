"""People who are added are told; an invited address becomes a member when an account has proved it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient

from accounts.email_change import confirm_email_change, confirmation_link
from accounts.google.accounts import make_account
from accounts.google.provider import Person
from accounts.verification import verification_link, verify_email
from groups.access import Standing
from groups.joining import settle_invitations, waiting_addresses
from groups.members import Newcomer, add_people, remove_member, withdraw_invitation
from groups.models import ClassGroup, GroupInvitation, GroupMember
from groups.tasks import settle_group_invitations

pytestmark = pytest.mark.django_db
Mails = Callable[[], list[Any]]


def invite(mine: Standing, *emails: str, role: str = "STUDENT") -> Any:
    return add_people(standing=mine, newcomers=[Newcomer(email, role) for email in emails])


def roles(group: ClassGroup) -> dict[str, str]:
    return dict(GroupMember.objects.filter(group=group).values_list("user__email", "role"))


def token(link: str) -> str:
    return parse_qs(urlsplit(link).query)["token"][0]


def test_an_account_is_in_the_group_at_once_and_mailed(
    mine: Standing, group: ClassGroup, make_user: Any, outbox_mails: Mails
) -> None:
    make_user("sam", email="sam@example.org")
    invite(mine, "SAM@example.org")
    assert roles(group) == {"sam@example.org": "STUDENT"}
    [mail] = outbox_mails()
    assert mail.to == ["sam@example.org"]
    assert mail.subject == "Tess Okafor added you to the group Algorithms"
    assert f"/groups/{group.pk}/" in mail.body
    html = mail.alternatives[0][0]
    assert f"/groups/{group.pk}/" in html and "a student" in html


def test_an_unknown_address_is_mailed_and_joins_when_it_is_proved(
    mine: Standing,
    group: ClassGroup,
    make_user: Any,
    outbox_mails: Mails,
    django_capture_on_commit_callbacks: Any,
) -> None:
    invite(mine, "new@example.org", role="TEACHER")
    [mail] = outbox_mails()
    assert mail.to == ["new@example.org"] and "/register/" in mail.body and "new@example.org" in mail.body
    new = make_user("new", email="new@example.org", verified=False)
    assert roles(group) == {}, "an address that is only claimed is not in"
    with django_capture_on_commit_callbacks(execute=True):
        verify_email(token=token(verification_link(new)), network="test")
    assert roles(group) == {"new@example.org": "TEACHER"}
    assert not GroupInvitation.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        verify_email(token=token(verification_link(new)), network="test")
    assert roles(group) == {"new@example.org": "TEACHER"}, "a second click changes nothing"


def test_an_address_that_somebody_changes_to_joins_too(
    mine: Standing, group: ClassGroup, make_user: Any, django_capture_on_commit_callbacks: Any
) -> None:
    invite(mine, "next@example.org")
    user = make_user("ada", pending_email="next@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        confirm_email_change(token=token(confirmation_link(user)), network="test")
    assert roles(group) == {"next@example.org": "STUDENT"}


def test_an_address_that_google_vouches_for_joins_too(
    mine: Standing, group: ClassGroup, django_capture_on_commit_callbacks: Any
) -> None:
    invite(mine, "gil@example.org")
    person = Person(subject="7", email="gil@example.org", email_verified=True, name="Gil")
    with django_capture_on_commit_callbacks(execute=True):
        make_account(person=person, full_name="Gil", account_type="STUDENT")
    assert roles(group) == {"gil@example.org": "STUDENT"}


def test_what_a_process_did_not_live_to_settle_a_job_settles(
    mine: Standing, group: ClassGroup, make_user: Any
) -> None:
    GroupInvitation.objects.create(group=group, email="late@example.org", role="STUDENT")
    GroupInvitation.objects.create(group=group, email="unknown@example.org", role="STUDENT")
    make_user("late", email="Late@example.org")
    assert waiting_addresses(10) == ["late@example.org"]
    settle_group_invitations()
    assert roles(group) == {"Late@example.org": "STUDENT"}
    assert waiting_addresses(10) == []
    settle_group_invitations()
    assert GroupInvitation.objects.get().email == "unknown@example.org"


def test_nothing_is_mailed_to_who_is_out_again(
    mine: Standing, group: ClassGroup, make_user: Any, outbox_mails: Mails
) -> None:
    sam = make_user("sam")
    added = invite(mine, sam.email, "new@example.org")
    remove_member(standing=mine, user_id=sam.pk)
    withdraw_invitation(standing=mine, invitation_id=added.invitations[0].pk)
    assert outbox_mails() == []


def test_an_invitation_that_was_taken_back_brings_nobody_in(
    mine: Standing, group: ClassGroup, make_user: Any
) -> None:
    added = invite(mine, "new@example.org")
    withdraw_invitation(standing=mine, invitation_id=added.invitations[0].pk)
    make_user("new", email="new@example.org")
    assert settle_invitations(["new@example.org"]) == 0
    assert roles(group) == {}


def test_one_address_is_mailed_only_so_often_whoever_adds_it(
    mine: Standing, group: ClassGroup, outbox_mails: Mails
) -> None:
    for _ in range(5):
        [invitation] = invite(mine, "new@example.org").invitations
        outbox_mails()
        withdraw_invitation(standing=mine, invitation_id=invitation.pk)
    assert len(outbox_mails()) == 3


def test_names_that_people_chose_end_no_header_and_are_no_link(
    mine: Standing, tess: Any, make_user: Any, outbox_mails: Mails
) -> None:
    get_user_model().objects.filter(pk=tess.pk).update(full_name="Pay at example.org\r\nBcc: x@y.org")
    invite(mine, "new@example.org")
    [mail] = outbox_mails()
    assert "\n" not in mail.subject and "example.org\n" not in mail.subject
    assert "Pay at example.org" not in mail.body


def test_a_teacher_adds_only_so_much_in_a_while(
    api: Callable[..., APIClient], tess: Any, group: ClassGroup, settings: Any
) -> None:
    settings.RATE_LIMITS = {"group-change": [(2, 600)], "group-mail": [(3, 600)]}
    path = f"/api/groups/{group.pk}/members"
    assert api(tess).post(path, {"emails": ["a@x.org", "b@x.org"]}, format="json").status_code == 200
    refused = api(tess).post(path, {"emails": ["c@x.org", "d@x.org"]}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert GroupInvitation.objects.count() == 2, "nothing half done"
