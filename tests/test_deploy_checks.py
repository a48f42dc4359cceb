"""What an instance refuses to start with, each by a line that names it, and what `check --deploy` says."""

import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps
from django.urls import URLResolver, get_resolver

from fusemeet import checks
from fusemeet.refusals import TAKEN_PATHS, refusals

ROOT = Path(__file__).resolve().parent.parent
GOOD: dict[str, Any] = {
    "DEVELOPMENT": False,
    "SITE_URL": "https://meet.example.org",
    "ALLOWED_HOSTS": ["meet.example.org"],
    "CORS_ALLOWED_ORIGINS": [],
    "ADMIN_PATH": "admin/",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "DEVELOPMENT_KEY": "development-only-key-that-every-checkout-shares-and-no-other-instance-accepts",
    "SECRET_KEY_FALLBACKS": [secrets.token_urlsafe(64)],
    "GOOGLE_CLIENT_ID": "a client",
    "GOOGLE_CLIENT_SECRET": "its secret",
    "GOOGLE_ISSUER": "https://accounts.google.com",
    "REDIS_URL": "rediss://redis.example.org:6379/0",
    "TURN_URLS": ["turns:turn.example.org:5349"],
    "TURN_SECRET": secrets.token_urlsafe(24),
    "EMAIL_BACKEND": "django_ses.SESBackend",
    "SES_EVENTS": True,
    "AWS_SNS_EVENT_TRUSTED_TOPIC_ARNS": ["arn:aws:sns:eu-central-1:123456789012:bounces"],
}
UNSAFE: list[tuple[str, Any, str]] = [
    ("SECRET_KEY", "", "SECRET_KEY"),
    ("SECRET_KEY", "short", "SECRET_KEY"),
    ("SECRET_KEY", "a" * 60, "SECRET_KEY"),
    ("SECRET_KEY", GOOD["DEVELOPMENT_KEY"], "SECRET_KEY"),
    ("SECRET_KEY", "django-insecure-" + "x9!k" * 20, "SECRET_KEY"),
    ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS"),
    ("ALLOWED_HOSTS", ["meet.example.org", "*"], "ALLOWED_HOSTS"),
    ("CORS_ALLOWED_ORIGINS", ["*"], "CORS_ALLOWED_ORIGINS"),
    ("CORS_ALLOWED_ORIGINS", ["http://other.example.org"], "CORS_ALLOWED_ORIGINS"),
    ("CORS_ALLOWED_ORIGINS", ["other.example.org"], "CORS_ALLOWED_ORIGINS"),
    ("CORS_ALLOWED_ORIGINS", ["https://other.example.org/path"], "CORS_ALLOWED_ORIGINS"),
    ("SITE_URL", "http://meet.example.org", "SITE_URL"),
    ("SITE_URL", "https://meet.example.org/under", "SITE_URL"),
    ("SITE_URL", "https://somebody@meet.example.org", "SITE_URL"),
    ("ADMIN_PATH", "/", "ADMIN_PATH"),
    ("ADMIN_PATH", "api/", "ADMIN_PATH"),
    ("ADMIN_PATH", "a.*b/", "ADMIN_PATH"),
    ("TURN_SECRET", "", "TURN_SECRET"),
    ("TURN_SECRET", "turn", "TURN_SECRET"),
    ("EMAIL_BACKEND", "", "EMAIL_URL"),
    ("ADMIN_PATH", "sign-in/", "ADMIN_PATH"),
    ("ADMIN_PATH", "Metrics/admin/", "ADMIN_PATH"),
    ("AWS_SNS_EVENT_TRUSTED_TOPIC_ARNS", [], "SES_SNS_TOPIC_ARN"),
    ("REDIS_URL", "http://redis:6379", "REDIS_URL"),
    ("SECRET_KEY_FALLBACKS", ["short"], "SECRET_KEY_FALLBACKS"),
    ("SECRET_KEY_FALLBACKS", [GOOD["DEVELOPMENT_KEY"]], "SECRET_KEY_FALLBACKS"),
    ("GOOGLE_CLIENT_ID", "", "GOOGLE_CLIENT_ID"),
    ("GOOGLE_CLIENT_SECRET", "", "GOOGLE_CLIENT_SECRET"),
    ("GOOGLE_ISSUER", "accounts.google.com", "GOOGLE_ISSUER"),
    ("GOOGLE_ISSUER", "http://accounts.google.com", "GOOGLE_ISSUER"),
]


def test_a_good_instance_starts() -> None:
    assert list(refusals(GOOD)) == []
    assert list(refusals(GOOD | {"SITE_URL": "http://localhost:8000"})) == [], "this machine alone"


@pytest.mark.parametrize(("name", "value", "named"), UNSAFE)
def test_what_is_unsafe_is_refused_in_one_line_by_its_name(name: str, value: Any, named: str) -> None:
    (line,) = refusals(GOOD | {name: value})
    assert line.startswith(named)
    assert "\n" not in line
    assert GOOD["TURN_SECRET"] not in line
    assert GOOD["SECRET_KEY"] not in line


@pytest.mark.parametrize(
    "site",
    ["https://meet.example.org", "http://example.com:8000", "http://8.8.8.8:8000", "https://[2606:4700::1]"],
)
def test_a_development_instance_is_not_on_the_internet(site: str) -> None:
    (line,) = refusals(GOOD | {"DEVELOPMENT": True, "SITE_URL": site})
    assert line.startswith("DEBUG is on")


@pytest.mark.parametrize(
    "site",
    ["http://localhost:8000", "https://192.168.7.3:8000", "https://[fd00::7]:8000", "https://laptop.local"],
)
def test_a_development_instance_may_be_seen_in_its_own_network(site: str) -> None:
    assert list(refusals(GOOD | {"DEVELOPMENT": True, "SITE_URL": site, "SECRET_KEY": "known"})) == []


def first_parts(patterns: list[Any]) -> set[str]:
    """What the paths of the map begin with, up to the first slash."""
    found: set[str] = set()
    for each in patterns:
        part = str(each.pattern).removeprefix("^").partition("/")[0]
        if isinstance(each, URLResolver) and not part:
            found |= first_parts(each.url_patterns)
        elif part:
            found.add(part)
    return found


def test_the_administration_takes_no_other_pages_place(settings: Any) -> None:
    ours = first_parts(get_resolver().url_patterns) - {settings.ADMIN_PATH.split("/")[0]}
    assert {"api", "sign-in", "pictures", "rooms"} <= ours
    assert ours | {"static", "ws"} <= TAKEN_PATHS, "a new path is listed in fusemeet/refusals.py"


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """manage.py in a process of its own, as an operator calls it."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    return {
        "SITE_URL": "https://meet.example.org",
        "SECRET_KEY": GOOD["SECRET_KEY"],
        "TRUSTED_PROXIES": "1",
        "EMAIL_URL": "smtp://localhost",
        "VAR_DIR": str(tmp_path),
    }


def test_the_deployment_check_has_nothing_to_say_of_a_good_instance(production: dict[str, str]) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **production)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_no_part_starts_with_unsafe_settings(production: dict[str, str]) -> None:
    unsafe = production | {"ALLOWED_HOSTS": "*", "SECRET_KEY": "", "EMAIL_URL": ""}
    for arguments in (["serve", "web"], ["serve", "worker"], ["migrate"]):
        done = manage(*arguments, **unsafe)
        assert done.returncode == 1
        lines = done.stderr.splitlines()
        assert [line.split()[0] for line in lines] == ["SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL"], (
            "one line each, and no more"
        )


def test_https_that_nobody_ends_does_not_start(production: dict[str, str]) -> None:
    done = manage("serve", "web", **production | {"TRUSTED_PROXIES": "0"})
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: TRUSTED_PROXIES")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("PORT", "x"),
        ("PORT", "0"),
        ("SITE_URL", "meet.example.org"),
        ("TRUSTED_PROXIES", "-1"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(production: dict[str, str], name: str, value: str) -> None:
    done = manage("check", **production | {name: value})
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(name)


# --- models that MySQL would not keep as written ---------------------------------------------------------------------


@isolate_apps("rooms")
@pytest.mark.parametrize("lost", ["conditional", "deferrable", "covering", "partial index"])
def test_a_model_that_mysql_would_weaken_is_an_error(lost: str) -> None:
    where = models.Q(active=True)
    constraint, index = {
        "conditional": (models.UniqueConstraint(fields=["active"], condition=where, name="one"), None),
        "deferrable": (
            models.UniqueConstraint(fields=["active"], deferrable=models.Deferrable.DEFERRED, name="one"),
            None,
        ),
        "covering": (models.UniqueConstraint(fields=["active"], include=["id"], name="one"), None),
        "partial index": (None, models.Index(fields=["active"], condition=where, name="one")),
    }[lost]

    class Lost(models.Model):  # noqa: DJ008
        active = models.BooleanField()

        class Meta:
            app_label = "rooms"
            constraints = [constraint] if constraint else []
            indexes = [index] if index else []

    (error,) = checks.lost_on_mysql(Lost)
    assert (error.id, error.is_serious(), error.obj) == ("fusemeet.E001", True, Lost)


@isolate_apps("rooms")
def test_a_plain_unique_key_is_none() -> None:
    class Kept(models.Model):  # noqa: DJ008
        active = models.BooleanField(null=True)

        class Meta:
            app_label = "rooms"
            constraints = [models.UniqueConstraint(fields=["active"], name="one")]

    assert checks.lost_on_mysql(Kept) == []


@pytest.mark.django_db
def test_what_django_only_warns_of_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from rooms.models import Room

    for number in ("W036", "W037", "W038"):
        warning = checks.Caution("would not be created", id=f"models.{number}")
        monkeypatch.setattr(Room, "check", lambda warning=warning, **kwargs: [warning])
        found = [message for message in run_checks() if message.id == "fusemeet.E002"]
        assert [message.obj for message in found] == [Room]
        assert found[0].is_serious()


def test_our_own_models_are_all_looked_at() -> None:
    labels = {model._meta.app_label for model in checks.own_models()}
    apps = {
        "accounts",
        "mailing",
        "rooms",
        "signaling",
        "questions",
        "scheduling",
        "whiteboard",
        "playback",
        "groups",
        "interviews",
    }
    assert labels == apps


# --- Redis -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "warned"),
    [("noeviction", False), (None, False), ("volatile-lru", True), ("allkeys-lru", True)],
)
def test_a_redis_that_throws_things_out_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, policy: str | None, warned: bool
) -> None:
    monkeypatch.setattr(checks, "redis_policy", lambda: policy)
    assert bool(checks.check_redis_forgets_nothing(None)) == warned
    checks.warn_of_a_forgetful_redis()
    assert ("REDIS_URL" in caplog.text) == warned


def test_a_redis_that_is_away_stops_no_start(settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert checks.redis_policy() is None
