"""Typed reading of the environment: every setting of an operator comes through here, and a bad one is named."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def required(name: str, why: str) -> str:
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")


def number(name: str, default: int, least: int = 0) -> int:
    value = text(name)
    if not value:
        return default
    try:
        result = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from None
    if result < least:
        raise ImproperlyConfigured(f"{name} must be at least {least}, not {result}")
    return result


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; blanks fall away."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def rates(name: str) -> dict[str, list[tuple[int, int]]]:
    """How often in how many seconds, by what is counted: `sign-in=60/60+600/3600,register=60/600`."""
    found: dict[str, list[tuple[int, int]]] = {}
    for entry in words(name):
        scope, _, limits = entry.partition("=")
        pairs = [limit.split("/") for limit in limits.split("+")]
        if not all(
            len(pair) == 2 and all(re.fullmatch("[1-9][0-9]*", part) for part in pair) for pair in pairs
        ):
            raise ImproperlyConfigured(
                f"{name} must look like sign-in=60/60+600/3600,register=60/600 (how often/seconds), not {entry!r}"
            )
        found[scope] = [(int(often), int(seconds)) for often, seconds in pairs]
    return found


def database(name: str, sqlite: Path) -> dict[str, object]:
    """A database entry from `mysql://user:password@host:port/name` or `sqlite:////path`; at `sqlite` if unset."""
    url = text(name)
    if not url:
        return _sqlite(sqlite)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)[1:]))
    if parts.scheme not in {"mysql", "mariadb"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{name} must look like mysql://user:password@host:3306/name or sqlite:////path"
        )
    options: dict[str, object] = {
        "charset": "utf8mb4",
        "init_command": "SET sql_mode='STRICT_TRANS_TABLES', innodb_lock_wait_timeout=10",
        "connect_timeout": 5,
        "isolation_level": "read committed",
    }
    options |= dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"},
    }


def _sqlite(path: Path) -> dict[str, object]:
    # WAL and IMMEDIATE: readers never wait for the writer, and a writer waits at BEGIN instead of failing midway.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
    }


def email(name: str, folder: Path | None) -> dict[str, object]:
    """Mail settings from `smtp://user:password@host:587?tls=1`, `ses://region` or `file:///folder`.

    If it is unset mails become files in `folder`; without one the backend is "", which an instance does not start with.
    """
    url = text(name)
    if not url:
        return _mail_files(folder) if folder else {"EMAIL_BACKEND": ""}
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.strip("/"):
        return _mail_files(Path(unquote(parts.path)))
    query = dict(parse_qsl(parts.query))
    if parts.scheme == "ses":
        return _ses(name, parts.hostname or "")
    if parts.scheme != "smtp" or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} must look like smtp://user:password@host:587?tls=1, ses://region or file:///folder"
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": query.get("tls") == "1",
        "EMAIL_USE_SSL": query.get("ssl") == "1",
        "EMAIL_TIMEOUT": 10,  # seconds, of each step
    }


def _mail_files(folder: Path) -> dict[str, object]:
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(folder),
    }


def _ses(name: str, region: str) -> dict[str, object]:
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-[0-9]", region):
        raise ImproperlyConfigured(f"{name} must name a region, as ses://eu-central-1 does, not {region!r}")
    from botocore.config import Config  # only with SES: it takes its time to load

    return {
        "EMAIL_BACKEND": "django_ses.SESBackend",
        "AWS_SES_REGION_NAME": region,
        # The outbox tries again; a second try in here, after an answer that was lost, would double the mail.
        "AWS_SES_CONFIG": Config(
            connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1}
        ),
    }
