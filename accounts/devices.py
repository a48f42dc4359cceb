"""Where somebody is signed in: their living sessions in words, and the end of one or of all others."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from accounts.models import User, UserSession
from accounts.sessions import end_other_sessions, end_session
from fusemeet.errors import NotFound

# The first that matches counts: every browser says that it is also the ones before it.
BROWSERS = (
    (r"\b(?:Edg|EdgA|EdgiOS)/", "Edge"),
    (r"\b(?:OPR|OPT|Opera)/", "Opera"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bVivaldi/", "Vivaldi"),
    (r"\b(?:Firefox|FxiOS)/", "Firefox"),
    (r"\b(?:HeadlessChrome|Chrome|CriOS)/", "Chrome"),
    (r"\bVersion/[\d.]+.*\bSafari/", "Safari"),
)
SYSTEMS = (
    (r"\biPad\b", "iPad"),
    (r"\biPhone\b", "iPhone"),
    (r"\bAndroid\b", "Android"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\bWindows\b", "Windows"),
    (r"\bMac OS X\b|\bMacintosh\b", "macOS"),
    (r"\bLinux\b|\bX11\b", "Linux"),
)
MOST_LISTED = 200
TELEPHONE = re.compile(r"\biPhone\b|\bAndroid\b.*\bMobile\b")
TABLET = re.compile(r"\biPad\b|\bAndroid\b")


@dataclass(frozen=True)
class Device:
    """One place where somebody is signed in. Times are UTC; `kind` is "phone", "tablet" or "computer"."""

    session_id: str
    name: str
    kind: str
    address: str
    signed_in_at: datetime
    last_used_at: datetime
    is_this: bool


def devices_of(*, user: User, current: str, most: int = MOST_LISTED) -> list[Device]:
    """This device (session `current`) first, then those used last; of more than `most` the ones unused the longest
    are left out."""
    now = timezone.now()
    living = UserSession.objects.filter(
        user=user, revoked_at=None, expires_at__gt=now, absolute_expires_at__gt=now
    )
    # Each is NULL in some row, and the greatest of a NULL is NULL.
    moments = [Coalesce(column, "created_at") for column in ("rotated_at", "last_used_at")]
    is_this = Case(When(pk=current, then=0), default=1)
    newest = living.order_by(is_this, Greatest("created_at", *moments).desc(), "pk")[:most]
    devices = [_device(session, current) for session in newest]
    return sorted(devices, key=lambda one: (one.is_this, one.last_used_at), reverse=True)


def sign_out_device(*, user: User, session_id: str) -> None:
    """Raises NotFound `session_not_found` for a session that is not theirs, or that has ended."""
    if not UserSession.objects.filter(pk=session_id, user=user, revoked_at=None).exists():
        raise NotFound("session_not_found", "That device is signed out already.")
    end_session(session_id=session_id)


def sign_out_other_devices(*, user: User, current: str) -> None:
    end_other_sessions(user=user, keep=current)


def sign_out_everywhere(*, user: User) -> None:
    """This device too; every access token that was ever given out is good for nothing now."""
    end_other_sessions(user=user, keep=None)


def device_name(user_agent: str) -> str:
    """ "Firefox on Windows"; an app or a tool by the first word that it says of itself."""
    browser = _first(BROWSERS, user_agent)
    system = _first(SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    if browser or system:
        return browser or f"A browser on {system}"
    word = re.match(r"[A-Za-z][\w .-]{0,29}", user_agent)
    return word[0].strip() if word else "Unknown device"


def device_kind(user_agent: str) -> str:
    if TELEPHONE.search(user_agent):
        return "phone"
    return "tablet" if TABLET.search(user_agent) else "computer"


def _device(session: UserSession, current: str) -> Device:
    used = [session.created_at, session.rotated_at, session.last_used_at]
    return Device(
        session_id=session.pk,
        name=device_name(session.device),
        kind=device_kind(session.device),
        address=session.address,
        signed_in_at=session.created_at,
        last_used_at=max(moment for moment in used if moment),
        is_this=session.pk == current,
    )


def _first(table: tuple[tuple[str, str], ...], words: str) -> str:
    return next((name for pattern, name in table if re.search(pattern, words)), "")
