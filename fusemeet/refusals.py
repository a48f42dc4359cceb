"""What an instance refuses to start with: each unsafe or contradicting setting is one line that names it."""

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

SECRET_LENGTH = 50
TURN_SECRET_LENGTH = 16
ADMIN_PATH = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/")
# First parts of paths that are something else: our own pages, and what deploy/nginx.conf lets nobody reach.
TAKEN_PATHS = {
    "__debug__", "actuator", "api", "calendar", "csp-report", "dashboard", "debug", "dev", "flower",
    "forgot-password", "groups", "invitations", "metrics", "nginx_status", "pictures", "playback", "profile",
    "prometheus", "questions", "register", "reset-password", "rooms", "server-status", "service-worker.js",
    "sessions", "sign-in", "sign-out", "static", "unlock", "verification", "ws",
}  # fmt: skip
OWN_NAMES = (".local", ".localhost", ".internal", ".lan", ".home", ".test", ".home.arpa")

Settings = Mapping[str, Any]


def refusals(settings: Settings) -> Iterator[str]:
    """Every reason not to start with these settings, the most basic first."""
    for rule in ALWAYS:
        yield from rule(settings)
    for rule in DEVELOPMENT if settings["DEVELOPMENT"] else PRODUCTION:
        yield from rule(settings)


def is_loopback(host: str) -> bool:
    """Whether only this machine itself is reached by that name."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _site(settings: Settings) -> SplitResult:
    return urlsplit(settings["SITE_URL"])


def _site_is_an_origin(settings: Settings) -> Iterator[str]:
    parts = _site(settings)
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        yield f"SITE_URL must be scheme, host and port alone, not {settings['SITE_URL']!r}"


def _admin_has_a_path(settings: Settings) -> Iterator[str]:
    path = settings["ADMIN_PATH"]
    if not ADMIN_PATH.fullmatch(path) or path.split("/")[0].lower() in TAKEN_PATHS:
        yield f"ADMIN_PATH must be a path of its own, such as admin/, not {path!r}"


def _turn_has_its_secret(settings: Settings) -> Iterator[str]:
    if settings["TURN_URLS"] and not settings["TURN_SECRET"]:
        yield "TURN_SECRET is not set: TURN_URLS needs the secret that coturn shares"


def _google_is_whole(settings: Settings) -> Iterator[str]:
    if settings["GOOGLE_CLIENT_ID"] and not settings["GOOGLE_CLIENT_SECRET"]:
        yield "GOOGLE_CLIENT_SECRET is not set: GOOGLE_CLIENT_ID needs the secret that Google gave with it"
    if settings["GOOGLE_CLIENT_SECRET"] and not settings["GOOGLE_CLIENT_ID"]:
        yield "GOOGLE_CLIENT_ID is not set: GOOGLE_CLIENT_SECRET alone turns nothing on"
    if urlsplit(settings["GOOGLE_ISSUER"]).scheme not in {"http", "https"}:
        yield f"GOOGLE_ISSUER must be a full address, not {settings['GOOGLE_ISSUER']!r}"


def _redis_is_redis(settings: Settings) -> Iterator[str]:
    scheme = urlsplit(settings["REDIS_URL"]).scheme
    if settings["REDIS_URL"] and scheme not in {"redis", "rediss", "unix"}:
        yield "REDIS_URL must look like redis://host:6379/0, or rediss:// for TLS"


def _origins_are_whole(settings: Settings) -> Iterator[str]:
    for origin in settings["CORS_ALLOWED_ORIGINS"]:
        parts = urlsplit(origin)
        if origin != "*" and (parts.scheme not in {"http", "https"} or origin != _origin(parts)):
            yield f"CORS_ALLOWED_ORIGINS must have whole origins such as https://other.example, not {origin!r}"


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"


def _key_is_secret(settings: Settings) -> Iterator[str]:
    key = settings["SECRET_KEY"]
    if not key:
        yield "SECRET_KEY is not set: give it 50 random characters or more (or DEBUG=1 to develop)"
    elif key == settings["DEVELOPMENT_KEY"] or key.startswith("django-insecure-"):
        yield "SECRET_KEY is one that everybody knows: give it 50 random characters or more"
    elif len(key) < SECRET_LENGTH or len(set(key)) < 5:
        yield "SECRET_KEY is too easy to guess: give it 50 random characters or more"


def _nobody_else_is_let_in(settings: Settings) -> Iterator[str]:
    if any(host in {"*", "."} for host in settings["ALLOWED_HOSTS"]):
        yield "ALLOWED_HOSTS must name hosts: '*' answers to any name, and links and origins rest on it"
    if "*" in settings["CORS_ALLOWED_ORIGINS"]:
        yield "CORS_ALLOWED_ORIGINS must name origins: '*' lets every page of the world act for who is signed in"
    for origin in settings["CORS_ALLOWED_ORIGINS"]:
        if origin.startswith("http://") and not is_loopback(urlsplit(origin).hostname or ""):
            yield f"CORS_ALLOWED_ORIGINS must be https outside development, not {origin!r}"


def _site_is_encrypted(settings: Settings) -> Iterator[str]:
    if _site(settings).scheme != "https" and not is_loopback(_site(settings).hostname or ""):
        yield "SITE_URL must be https outside development: cookies and calls would be open to anybody on the way"


def _former_keys_were_secret(settings: Settings) -> Iterator[str]:
    if any(
        len(key) < SECRET_LENGTH or key == settings["DEVELOPMENT_KEY"]
        for key in settings["SECRET_KEY_FALLBACKS"]
    ):
        yield "SECRET_KEY_FALLBACKS has a key that is too easy to guess: what it signed would still be taken"


def _google_is_encrypted(settings: Settings) -> Iterator[str]:
    if settings["GOOGLE_ISSUER"].startswith("http://"):
        yield "GOOGLE_ISSUER must be https outside development: whoever is on the way could sign anybody in"


def _turn_secret_is_long(settings: Settings) -> Iterator[str]:
    if settings["TURN_URLS"] and 0 < len(settings["TURN_SECRET"]) < TURN_SECRET_LENGTH:
        yield f"TURN_SECRET is too easy to guess: give it {TURN_SECRET_LENGTH} random characters or more"


def _bounces_come_from_our_topic(settings: Settings) -> Iterator[str]:
    ses = "django_ses" in settings["EMAIL_BACKEND"]
    if ses and settings["SES_EVENTS"] and not settings["AWS_SNS_EVENT_TRUSTED_TOPIC_ARNS"]:
        yield (
            "SES_SNS_TOPIC_ARN is not set: with EMAIL_URL=ses://… bounces are taken from that topic alone "
            "(or SES_EVENTS=0 to take none)"
        )


def _mail_goes_somewhere(settings: Settings) -> Iterator[str]:
    if not settings["EMAIL_BACKEND"]:
        yield (
            "EMAIL_URL is not set: nobody could confirm an address or set a new password "
            "(file:///folder if mails are to become files)"
        )


def _development_stays_home(settings: Settings) -> Iterator[str]:
    host = _site(settings).hostname or ""
    try:
        public = ipaddress.ip_address(host).is_global
    except ValueError:
        public = "." in host and not host.endswith(OWN_NAMES)
    if public:
        yield f"DEBUG is on while SITE_URL is public ({host}): sample accounts would be open to everybody"


Rule = Callable[[Settings], Iterator[str]]
ALWAYS: tuple[Rule, ...] = (
    _site_is_an_origin,
    _admin_has_a_path,
    _turn_has_its_secret,
    _google_is_whole,
    _redis_is_redis,
    _origins_are_whole,
)
DEVELOPMENT: tuple[Rule, ...] = (_development_stays_home,)
PRODUCTION: tuple[Rule, ...] = (
    _key_is_secret,
    _nobody_else_is_let_in,
    _site_is_encrypted,
    _turn_secret_is_long,
    _former_keys_were_secret,
    _google_is_encrypted,
    _mail_goes_somewhere,
    _bounces_come_from_our_topic,
)
