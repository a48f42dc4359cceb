"""The mails about passwords, addresses and locks: a link to act on, or a notice to the owner of what was done."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.email_change import confirmation_link
from accounts.failures import SIGNED_IN, STRANGERS, locked_until
from accounts.models import User
from accounts.passwords import reset_link
from accounts.unlocking import unlock_link
from accounts.wording import counted
from mailing.letters import Letter, as_name, letter


def _person(user_id: int) -> User | None:
    return User.objects.filter(pk=user_id, is_active=True).first()


def _letter(
    user: User, *, to: str = "", subject: str, words: list[str], link: str, **context: object
) -> Letter:
    """`words`: sentences above the button; in `context` the button's words and the small print, `after` and `why`."""
    whole: dict[str, object] = {"name": as_name(user.full_name), "heading": subject, "sentences": words}
    return Letter(
        to=to or user.email, subject=subject, template="security", context=whole | {"link": link} | context
    )


def _site(page: str) -> str:
    return settings.SITE_URL + reverse(page)


@letter("accounts.reset-password")
def reset_password(email: str) -> Letter | None:
    user = User.objects.by_email(email, is_active=True)
    if user is None:
        return None
    minutes = counted(int(settings.PASSWORD_RESET_LIFETIME.total_seconds() // 60), "minute")
    return _letter(
        user,
        subject="Set a new password for FuseMeet",
        words=["Somebody, most likely you, asked for a new password. Choose it here."],
        link=reset_link(user),
        button="Choose a new password",
        after=f"The link is good for {minutes} and for one time.",
        why="If you did not ask for this, there is nothing to do: your password stays as it is.",
    )


@letter("accounts.password-changed")
def password_changed(user_id: int) -> Letter | None:
    """None for an address that nobody confirmed: it may be a stranger's."""
    user = _person(user_id)
    if user is None or not user.email_verified:
        return None
    return _letter(
        user,
        subject="Your password was changed",
        words=[
            "The password of your account has just been changed, and other devices were signed out.",
            "If that was not you, set a new password at once. We mail you a link for it.",
        ],
        link=_site("forgot-password"),
        button="That was not me",
        why="You get this mail because the password of your account at FuseMeet changed.",
    )


@letter("accounts.confirm-email-change")
def confirm_email_change(user_id: int, email: str) -> Letter | None:
    user = _person(user_id)
    if user is None or user.pending_email != email:
        return None
    hours = counted(int(settings.VERIFICATION_LIFETIME.total_seconds() // 3600), "hour")
    return _letter(
        user,
        to=email,
        subject="Confirm your new address for FuseMeet",
        words=["You asked to use this address for your account. Please confirm that it is yours."],
        link=confirmation_link(user),
        button="Confirm the new address",
        after=f"The link is good for {hours}. Until then your account keeps its old address.",
        why="If you have no account at FuseMeet, somebody mistyped their address. There is nothing to do.",
    )


@letter("accounts.email-change-asked")
def email_change_asked(user_id: int, email: str, old: str) -> Letter | None:
    """None once that is not asked for any more, or done; and for an old address that nobody confirmed."""
    user = _person(user_id)
    if user is None or user.pending_email != email or not user.email_verified:
        return None
    return _letter(
        user,
        to=old,
        subject="Your address is about to change",
        words=[
            f"Somebody who knows your password asked to change the address of your account to {email}. "
            "That happens once it is confirmed from there.",
            "If that was not you, set a new password now: that stops the change and signs everybody out.",
        ],
        link=_site("forgot-password"),
        button="That was not me",
        why="You get this mail because this is the address of an account at FuseMeet.",
    )


@letter("accounts.email-changed")
def email_changed(user_id: int, old: str) -> Letter | None:
    user = _person(user_id)
    if user is None:
        return None
    return _letter(
        user,
        to=old,
        subject="Your address was changed",
        words=[
            f"Your account at FuseMeet has a new address now, {user.email}, and we write to you there from now on.",
            "If that was not you, tell the people who run this site at once.",
        ],
        link=_site("landing"),
        button="Go to FuseMeet",
        why="This is the last mail to this address about that account.",
    )


@letter("accounts.locked")
def account_locked(user_id: int, source: str, until: str) -> Letter | None:
    """None once that lock is over."""
    user = _person(user_id)
    if user is None or locked_until(user=user, source=source) != parse_datetime(until):
        return None
    times = counted(settings.LOGIN_FAILURES_BEFORE_LOCK, "time")
    minutes = counted(int(settings.LOGIN_LOCK.total_seconds() // 60), "minute")
    at = timezone.now().strftime("%H:%M UTC")
    return _letter(
        user,
        subject="Too many wrong passwords",
        words=[
            f"{_guesser(source)} entered a wrong password {times}. To be safe we take none for {minutes}.",
            "If that was you, you can go on at once. If it was not, nothing has happened to your account."
            + (" Browsers that you signed in with before still let you in." if source == STRANGERS else ""),
        ],
        link=unlock_link(user, source=source, until=until),
        button="It is me, let me go on",
        after=f"The link works once, while the lock lasts. This mail was written at {at}.",
        why="You get this mail because somebody tried to sign in to your account at FuseMeet.",
    )


def _guesser(source: str) -> str:
    return "Somebody who is signed in to your account" if source == SIGNED_IN else "Somebody"
