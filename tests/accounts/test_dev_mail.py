"""The mails of a development instance as pages, and their absence anywhere else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

from accounts.letters import queue_verification
from accounts.models import User
from mailing.delivery import deliver_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DEVELOPMENT = True
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def deliver(subject: str, html: str = "<p>Hello <a href='https://x.example/'>link</a></p>") -> None:
    mail = EmailMultiAlternatives(
        subject,
        "Text <b>, with http://localhost:8000/path?token=a%3Ab. And Grüße",
        to=["grace@example.org"],
        connection=get_connection("django.core.mail.backends.filebased.EmailBackend"),
    )
    if html:
        mail.attach_alternative(html, "text/html")
    mail.send()


def test_mails_are_listed_and_read(folder: Path) -> None:
    deliver("First")
    listing = Client().get("/dev/mail/")
    assert b"First" in listing.content
    assert b"grace@example.org" in listing.content
    [shown] = listing.context["mails"]
    page = Client().get(f"/dev/mail/{shown.id}/").content.decode()
    assert '<a class="link" href="http://localhost:8000/path?token=a%3Ab">' in page
    assert "Text &lt;b&gt;, with" in page
    assert "</a>. And Grüße" in page
    assert 'sandbox="allow-top-navigation-by-user-activation"' in page
    assert "&lt;p&gt;Hello" in page


def test_the_html_of_a_mail_cannot_leave_its_frame(folder: Path) -> None:
    deliver("Bad", html='"><script>alert(1)</script>')
    shown = Client().get("/dev/mail/").context["mails"][0]
    assert "<script>alert" not in Client().get(f"/dev/mail/{shown.id}/").content.decode()


def test_a_connection_that_sent_two_mails_shows_two(folder: Path) -> None:
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend")
    connection.open()
    for subject in ("One", "Two"):
        EmailMultiAlternatives(subject, "text", to=["a@example.org"], connection=connection).send()
    connection.close()
    assert [mail.subject for mail in Client().get("/dev/mail/").context["mails"]] == ["Two", "One"]


def test_an_empty_folder_or_none_says_so(folder: Path, settings: Any) -> None:
    assert b"No mail yet" in Client().get("/dev/mail/").content
    settings.EMAIL_FILE_PATH = str(folder / "none")
    assert b"No mail yet" in Client().get("/dev/mail/").content


@pytest.mark.parametrize("mail_id", ["nothing", "20260101-101010-1-0", "20260101-101010-1-x", "-", "a-b-c-0"])
def test_a_mail_that_is_not_there_is_404(folder: Path, mail_id: str) -> None:
    assert Client().get(f"/dev/mail/{mail_id}/").status_code == 404


def test_only_files_of_mails_are_read(folder: Path) -> None:
    (folder.parent / "secret.log").write_text("Subject: secret\n\nx")
    for path in ("/dev/mail/../secret-0/", "/dev/mail/..%2fsecret-0/"):
        assert Client().get(path).status_code == 404


def test_outside_development_there_is_no_such_page(folder: Path, settings: Any) -> None:
    deliver("First")
    shown = Client().get("/dev/mail/").context["mails"][0]
    settings.DEVELOPMENT = False
    assert Client().get("/dev/mail/").status_code == 404
    assert Client().get(f"/dev/mail/{shown.id}/").status_code == 404


def test_mails_from_the_outbox_are_there_newest_first(
    folder: Path, settings: Any, make_user: Callable[..., User]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    for name in ("ada", "bob", "cai"):
        queue_verification(user=make_user(name, email=f"{name}@example.org", verified=False))
        deliver_due()
    shown = Client().get("/dev/mail/").context["mails"]
    assert [mail.to for mail in shown] == ["cai@example.org", "bob@example.org", "ada@example.org"]
    page = Client().get(f"/dev/mail/{shown[0].id}/").content.decode()
    assert f"{settings.SITE_URL}/api/auth/verify-email?token=" in page
