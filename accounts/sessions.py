"""Session families: opening, rotating, reading and ending them, for every door.

Rotation is one conditional UPDATE on the family's counter (design: reliability, section 5): of any number of parallel
refreshes one wins and the others, within the grace, mint the same successor. A refresh token that comes back later
was copied, and ends its family.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User, UserSession
from accounts.online import mark_offline, mark_online, touch_session
from accounts.proof import hold_if_unchanged
from accounts.tokens import decode_access, decode_refresh, mint_access, mint_refresh
from fusemeet.errors import NotSignedIn
from signaling.revocation import revoke

GRACE_SECONDS = 10


@dataclass(frozen=True)
class SignedIn:
    """Who an access token stands for, and until when (UTC)."""

    user: User
    session_id: str
    expires_at: datetime


@dataclass(frozen=True)
class TokenPair:
    """Two tokens of one session and when each ends (UTC); after a sign-in also what makes the browser a known one."""

    user: User
    session_id: str
    access: str
    refresh: str
    access_expires: datetime
    refresh_expires: datetime
    browser: str = ""

    @property
    def seconds(self) -> int:
        """How long the access token is still good for."""
        return max(0, round((self.access_expires - timezone.now()).total_seconds()))


def open_session(*, user: User, device: str, address: str) -> TokenPair:
    """A new family for somebody whose credentials were just checked, with `user` as they were read for that.

    `device` is what the browser calls itself. Raises NotSignedIn `session_ended` if the account was reset, signed out
    everywhere, blocked or deleted since.
    """
    now = timezone.now()
    with transaction.atomic():
        if hold_if_unchanged(user) is None:
            raise NotSignedIn("session_ended", "Your account changed at this moment. Please sign in again.")
        session = UserSession.objects.create(
            user=user,
            device=device[:200],
            address=address[:45],
            issued_at=now,
            last_used_at=now,
            expires_at=now + settings.REFRESH_TOKEN_LIFETIME,
            absolute_expires_at=now + settings.SESSION_LIFETIME,
        )
        User.objects.filter(pk=user.pk).update(last_login=now)
    user.last_login = now
    mark_online({user.pk: session.pk})
    return _pair(session)


def rotate_session(*, refresh: str) -> TokenPair:
    """The next pair of the family that `refresh` belongs to.

    Raises NotSignedIn: `token_expired`, `token_invalid`, or `session_ended` (also for a replay, which ends the family).
    """
    claims = decode_refresh(refresh)
    sid, counter = claims["sid"], claims["ctr"]
    session = _living(sid, claims["sub"])
    now = timezone.now()
    if session.counter == counter:
        turned = {
            "counter": counter + 1,
            "rotated_at": now,
            "last_used_at": now,
            "issued_at": now,
            "expires_at": min(now + settings.REFRESH_TOKEN_LIFETIME, session.absolute_expires_at),
        }
        # No join in this filter: MySQL would make two statements of it, and the condition would no longer be atomic.
        if UserSession.objects.filter(pk=sid, counter=counter, revoked_at=None).update(
            **turned, updated_at=now
        ):
            for name, value in turned.items():
                setattr(session, name, value)
            mark_online({session.user_id: sid})
            return _pair(session)
        session = _living(sid, claims["sub"])
    if _within_grace(session, counter):
        return _pair(session)
    end_session(session_id=sid)
    raise _ended()


def read_access(token: str) -> SignedIn:
    """Who `token` stands for now; one query, and once a minute a note that the session is used.

    Raises NotSignedIn: `token_expired`, `token_invalid`, `session_ended`.
    """
    claims = decode_access(token)
    session = _living(claims["sid"], claims["sub"])
    if session.user.token_version != claims["ver"]:
        raise _ended()
    touch_session(session)
    return SignedIn(session.user, session.id, datetime.fromtimestamp(claims["exp"], UTC))


def end_session(*, session_id: str) -> None:
    """Signs one device out; its sockets close on every process."""
    with transaction.atomic():
        now = timezone.now()
        if UserSession.objects.filter(pk=session_id, revoked_at=None).update(revoked_at=now, updated_at=now):
            revoke("session", session_id)
            user_id = UserSession.objects.values_list("user_id", flat=True).get(pk=session_id)
            transaction.on_commit(lambda: mark_offline(user_id, session_id=session_id), robust=True)


def end_other_sessions(*, user: User, keep: str | None) -> None:
    """Signs every device of `user` out but the session `keep`; None ends them all, and every access token with them."""
    with transaction.atomic():
        # A sign-in that is opening a session is either seen below, or finds the account changed.
        User.objects.select_for_update().filter(pk=user.pk).first()
        now = timezone.now()
        others = UserSession.objects.filter(user=user, revoked_at=None).exclude(pk=keep or "")
        ended = list(others.values_list("pk", flat=True))
        UserSession.objects.filter(pk__in=ended, revoked_at=None).update(revoked_at=now, updated_at=now)
        for session_id in ended:
            revoke("session", session_id)
        if keep is None:
            User.objects.filter(pk=user.pk).update(token_version=F("token_version") + 1)
            revoke("user", str(user.pk))
            transaction.on_commit(lambda: mark_offline(user.pk), robust=True)


def delete_dead_sessions(*, before: datetime) -> int:
    """Forgets families whose newest refresh token ended before `before`; returns how many."""
    return UserSession.objects.filter(expires_at__lt=before).delete()[0]


def _living(session_id: str, user_id: str) -> UserSession:
    session = UserSession.objects.select_related("user").filter(pk=session_id, revoked_at=None).first()
    if (
        session is None
        or str(session.user_id) != user_id
        or session.absolute_expires_at <= timezone.now()
        or not session.user.is_active
    ):
        raise _ended()
    return session


def _within_grace(session: UserSession, counter: int) -> bool:
    """Whether `counter` is the one just rotated away from, a moment ago: a second tab, or an answer that got lost."""
    if session.counter != counter + 1 or session.rotated_at is None:
        return False
    return timezone.now() - session.rotated_at <= timedelta(seconds=GRACE_SECONDS)


def _pair(session: UserSession) -> TokenPair:
    access, access_expires = mint_access(session)
    refresh, refresh_expires = mint_refresh(session)
    return TokenPair(session.user, session.id, access, refresh, access_expires, refresh_expires)


def _ended() -> NotSignedIn:
    return NotSignedIn("session_ended", "You have been signed out. Please sign in again.")
