"""What mails say: hostile names stay words, header lines stay one line, links lead to this site alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import timezone

from accounts.letters import queue_verification
from mailing import letters
from mailing.letters import Letter, as_name, letter
from mailing.models import OutgoingMail, State, new_message_id
from mailing.transport import write_message
from rooms.models import ShareInvitation

pytestmark = pytest.mark.django_db
BIDI = "\u202egpj.exe"
TAGS = set("html head meta title style body div table tr td h1 p strong a".split())  # noqa: SIM905
HOSTILE = [
    "Eve\r\nBcc: everybody@example.org",
    "Eve\n\n<script>alert(1)</script>",
    'Eve"><img src=x onerror=alert(1)>',
    "{{ link }} {% debug %} ${7*7}",
    "Your account is blocked, see https://evil.example/login",
    "www.evil.example",
    "=?utf-8?q?Eve=0d=0aBcc:_x@example.org?=",
    "Eve\x00\x1b[31m" + BIDI,
    "Æve 👩‍👩‍👧 " * 40,
]


class Tags(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def html_of(message: Any) -> str:
    return str(message.alternatives[0][0])


@pytest.fixture
def invite(make_room: Callable[..., Any], api: Callable[..., Any]) -> Callable[..., ShareInvitation]:
    """invite(room_name, inviter's name) by the REST door; gives the row."""

    def make(name: str = "A room", inviter: str = "Ada Lovelace") -> ShareInvitation:
        room = make_room()
        type(room).objects.filter(pk=room.pk).update(room_name=name[:100])
        type(room.interviewer).objects.filter(pk=room.interviewer.pk).update(full_name=inviter[:100])
        body = {"identifier": "New@Example.org", "inviteType": "CANDIDATE"}
        answer = api(room.interviewer).post(f"/api/rooms/{room.room_id}/share", body, format="json")
        assert answer.status_code == 200
        share = ShareInvitation.objects.get(room=room)
        share.link = answer.json()["shareLink"]
        return share

    return make


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_words_in_a_mail(
    name: str, invite: Any, outbox_mails: Any, settings: Any
) -> None:
    share = invite(name, name)
    [mail] = outbox_mails()
    raw = mail.message().as_bytes()
    headers = raw.split(b"\n\n", 1)[0]
    assert not re.search(rb"^Bcc", headers, re.MULTILINE | re.IGNORECASE)
    assert mail.recipients() == ["new@example.org"]
    assert "\u202e" not in mail.subject + mail.body + html_of(mail)
    tags = Tags(html_of(mail)).found
    assert {tag for tag, _ in tags} <= TAGS
    assert html_of(mail).strip().startswith("<!doctype html>") and "{#" not in html_of(mail)
    links = {attributes["href"] for tag, attributes in tags if tag == "a"}
    assert links == {share.link, f"{settings.SITE_URL}/"}
    addresses = set(re.findall(r"https?://\S+|www\.\w\S*", mail.body))
    assert addresses == {share.link, settings.SITE_URL}, "nothing that a mail program would make a link of"


def test_plain_names_are_said_as_they_are() -> None:
    for name in ("Grace Hopper", "Ada <b>", "St. John", "O'Neill & Söhne", "Room: 12/3 (C.)"):
        assert as_name(name) == name
    assert as_name("x" * 200) == "x" * 59 + "…"


def test_a_subject_is_one_line_of_bounded_length() -> None:
    made = Letter("a@example.org", "One\r\nBcc: b@example.org\u2028two\x00", "verify_email")
    assert made.subject == "One Bcc: b@example.org two"
    assert len(Letter("a@example.org", "x" * 5000, "verify_email").subject) == 200


@pytest.mark.parametrize(
    "to",
    [
        "ada@example.org\r\nBcc: eve@example.org",
        "ada@example.org, eve@example.org",
        "Ada <ada@example.org>",
        "ada@example.org\n",
        "",
        "nobody",
    ],
)
def test_a_letter_goes_to_one_plain_address(to: str) -> None:
    with pytest.raises(ValueError, match="one plain address"):
        Letter(to, "Hello", "verify_email")


def test_a_header_of_a_letter_is_one_line() -> None:
    with pytest.raises(ValueError, match="one line"):
        Letter("a@example.org", "Hello", "verify_email", headers={"X-Room": "a\r\nBcc: b@example.org"})


def test_a_letters_headers_cannot_take_the_place_of_the_rows_message_id() -> None:
    made = Letter("a@example.org", "Hello", "verify_email", headers={"Message-ID": "<x@y>", "X-Room": "abc"})
    id = new_message_id()
    sent = write_message(made, id).message()
    assert (sent.get_all("Message-ID"), sent["X-Room"]) == ([id], "abc")


def test_an_attachment_travels_with_its_letter() -> None:
    calendar = letters.Attachment("invite.ics", "BEGIN:VCALENDAR", "text/calendar")
    made = Letter("a@example.org", "Hello", "verify_email", attachments=[calendar])
    parts = write_message(made, new_message_id()).message().get_payload()
    assert [part.get_filename() for part in parts] == [None, "invite.ics"]


def test_a_kind_has_one_letter(note: str) -> None:
    with pytest.raises(ValueError, match="two letters"):
        letter(note)(lambda: None)


def test_every_registered_letter_is_of_an_app() -> None:
    assert {"accounts.verify-email", "accounts.verification-asked", "rooms.invitation"} <= set(
        letters._builders
    )
    assert all(re.fullmatch(r"[a-z]+\.[a-z-]+", kind) for kind in letters._builders)


def test_links_lead_to_the_configured_site_whatever_host_was_asked(
    settings: Any, make_user: Callable[..., Any], outbox_mails: Any
) -> None:
    settings.SITE_URL = "https://meet.example.org"
    queue_verification(user=make_user("grace", verified=False))
    [mail] = outbox_mails()
    links = {str(a["href"]) for tag, a in Tags(html_of(mail)).found if tag == "a"}
    assert all(link.startswith("https://meet.example.org/") for link in links) and len(links) == 2


def test_no_secret_stands_in_the_outbox(invite: Any, outbox_mails: Any) -> None:
    share = invite()
    token = share.link.split("invite=")[1]
    row = OutgoingMail.objects.get()
    assert token in outbox_mails()[0].body
    assert token not in str(list(OutgoingMail.objects.values())), "links are made when the mail is sent"
    assert row.args == {"share": share.pk}


@pytest.mark.parametrize(
    "change", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(1)}]
)
def test_an_invitation_that_was_taken_back_or_is_over_is_not_mailed(
    invite: Any, outbox_mails: Any, change: dict[str, Any]
) -> None:
    share = invite()
    ShareInvitation.objects.filter(pk=share.pk).update(**change)
    assert outbox_mails() == []
    assert OutgoingMail.objects.get().state == State.MOOT
