"""Where mail goes, as the operator says it: by SMTP, by SES with the topic of its events, into a folder."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from fusemeet import env

ROOT = Path(__file__).resolve().parents[2]
TOPIC = "arn:aws:sns:eu-central-1:123456789012:mail-events"


def read(url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("EMAIL_URL", url)
    return env.email("EMAIL_URL", Path("/nowhere"))


def test_smtp_is_read_from_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read("smtp://me%40x:p%2Fw@mail.example.org:587?tls=1", monkeypatch)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@x", "p/w")
    assert found["EMAIL_USE_TLS"] and not found["EMAIL_USE_SSL"]
    assert 4 * found["EMAIL_TIMEOUT"] <= 40, "what is left after the claim was renewed fits into the lease"


def test_ses_sends_once_because_the_outbox_does_the_rest(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    found = read("ses://eu-central-1", monkeypatch)
    assert found["EMAIL_BACKEND"] == "django_ses.SESBackend"
    for name, value in found.items():
        setattr(settings, name, value)
    from django.core.mail import get_connection

    settings.AWS_ACCESS_KEY_ID = settings.AWS_SECRET_ACCESS_KEY = "x"
    backend = get_connection()
    backend.open()
    assert backend.connection.meta.endpoint_url == "https://email.eu-central-1.amazonaws.com"
    assert backend.connection.meta.config.retries["total_max_attempts"] == 1


@pytest.mark.parametrize(
    "url",
    [
        "ses://",
        "ses://evil.example",
        "ses://eu-central-1.evil",
        "pigeon://x",
        "smtp://",
        "file://",
        "file://host/x",
    ],
)
def test_an_address_that_is_none_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        read(url, monkeypatch)


def test_files_are_for_development_and_for_who_asks_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = read("file:///srv/mail%20box", monkeypatch)
    assert (asked["EMAIL_BACKEND"].rpartition(".")[0][-9:], asked["EMAIL_FILE_PATH"]) == (
        "filebased",
        "/srv/mail box",
    )
    assert read("", monkeypatch)["EMAIL_FILE_PATH"] == "/nowhere"
    assert env.email("EMAIL_URL", None) == {"EMAIL_BACKEND": ""}


def start(**changes: str) -> str:
    """What a start outside development says on standard error."""
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": os.environ["VAR_DIR"],
        "SECRET_KEY": "".join(chr(33 + number) for number in range(64)),
        "SITE_URL": "https://meet.example.org",
        "EMAIL_URL": "ses://eu-central-1",
        **changes,
    }
    command = [
        sys.executable,
        "-c",
        "import fusemeet.settings as s; print(s.AWS_SNS_EVENT_TRUSTED_TOPIC_ARNS)",
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_a_start_without_a_way_for_mail_is_refused() -> None:
    assert "EMAIL_URL is not set" in start(EMAIL_URL="")
    assert start(EMAIL_URL="smtp://localhost").strip() == "[]"


def test_a_start_with_ses_and_without_its_topic_is_refused() -> None:
    assert "SES_SNS_TOPIC_ARN is not set" in start()
    assert start(SES_SNS_TOPIC_ARN=TOPIC).strip() == f"['{TOPIC}']"
    assert start(SES_EVENTS="0", SES_SNS_TOPIC_ARN=TOPIC).strip() == "[]"
