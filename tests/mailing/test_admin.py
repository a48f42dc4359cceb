"""The outbox on the admin site: what failed and why, sent again; who gets no mail, and how that ends."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mailing.feedback import suppress_address
from mailing.models import OutgoingMail, Reason, State, SuppressedAddress
from mailing.outbox import queue

pytestmark = pytest.mark.django_db
MAILS = "/admin/mailing/outgoingmail/"
SUPPRESSED = "/admin/mailing/suppressedaddress/"


@pytest.fixture
def operator(make_user: Callable[..., Any]) -> Client:
    from accounts.models import ROLE_ADMIN

    user = make_user("operator")
    user.give_roles(ROLE_ADMIN)
    client = Client()
    client.force_login(user)
    return client


def test_a_failed_mail_says_why_and_is_sent_again(note: str, operator: Client, outbox_mails: Any) -> None:
    suppress_address(email="ADA@example.org", reason=Reason.BOUNCE, detail="550 5.1.1 user unknown")
    queue(note, to="ada@example.org")
    queue(note, to="bob@example.org")
    assert [mail.to for mail in outbox_mails()] == [["bob@example.org"]]
    failed, sent = OutgoingMail.objects.order_by("pk")
    assert (failed.state, failed.attempts) == (State.FAILED, 1)
    page = operator.get(MAILS, {"state__exact": "FAILED", "q": "ada@"}).content.decode()
    assert "Not sent. ADA@example.org: Does not exist" in page and "bob@example.org" not in page
    assert "550 5.1.1 user unknown" in operator.get(SUPPRESSED).content.decode()

    row = SuppressedAddress.objects.get()
    assert operator.post(f"{SUPPRESSED}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    chosen = {"action": "send_again", "_selected_action": [failed.pk, sent.pk]}
    page = operator.post(MAILS, chosen, follow=True).content.decode()
    assert "1 mail is on its way" in page and "1 mail had not failed" in page
    assert [mail.to for mail in outbox_mails()] == [["bob@example.org"], ["ada@example.org"]]
    assert outbox_mails()[1].extra_headers["Message-ID"] == failed.message_id


def test_a_mail_of_which_nothing_is_known_any_more_is_not_sent_again(
    note: str, operator: Client, outbox_mails: Any
) -> None:
    forgotten = {"state": State.FAILED, "attempts": 6, "args": {}, "to": "", "last_error": ""}
    row = OutgoingMail.objects.create(kind=note, key="welcome:1", **forgotten)
    known = OutgoingMail.objects.create(kind=note, state=State.FAILED, args={"to": "bob@example.org"})
    chosen = {"action": "send_again", "_selected_action": [row.pk, known.pk]}
    page = operator.post(f"{MAILS}?state__exact=FAILED", chosen, follow=True).content.decode()
    assert "1 mail is on its way" in page and "What 1 mail told of is forgotten" in page
    assert "had not failed" not in page
    assert [mail.to for mail in outbox_mails()] == [["bob@example.org"]]
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.FAILED, 6)


def test_nobody_writes_mails_by_hand(note: str, operator: Client) -> None:
    queue(note, to="ada@example.org")
    pk = OutgoingMail.objects.get().pk
    assert operator.get(f"{MAILS}{pk}/change/").status_code == 200
    assert operator.post(f"{MAILS}{pk}/change/", {"to": "eve@example.org"}).status_code == 403
    assert operator.get(f"{MAILS}add/").status_code == 403
    assert operator.post(f"{MAILS}{pk}/delete/", {"post": "yes"}).status_code == 403
    assert operator.get(f"{SUPPRESSED}add/").status_code == 403


def test_a_person_without_the_role_sees_none_of_it(note: str, make_user: Callable[..., Any]) -> None:
    client = Client()
    client.force_login(make_user())
    for path in (MAILS, SUPPRESSED):
        assert client.get(path).status_code == 302
