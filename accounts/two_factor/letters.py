"""Mails about the ways into an account: its owner should know of each change, whoever made it."""

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from mailing.letters import Letter, as_name, letter

NOT_YOU = "If that was not you, change your password at once and look at the devices that are signed in."


def notice(
    user_id: int, *, subject: str, words: list[str], page: str = "two-factor-settings"
) -> Letter | None:
    """A mail of a few sentences and a button to the settings page named `page`; None once the account is gone."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    link = settings.SITE_URL + reverse(page)
    context: dict[str, object] = {
        "name": as_name(user.full_name),
        "heading": subject,
        "sentences": words,
        "link": link,
    }
    return Letter(to=user.email, subject=subject, template="security_notice", context=context)


@letter("accounts.two-factor-on")
def two_factor_on(user: int) -> Letter | None:
    words = [
        "From now on signing in asks for a code of your authenticator app, after the password.",
        "Keep your recovery codes where you find them without your phone.",
        NOT_YOU,
    ]
    return notice(user, subject="Two-factor is on", words=words)


@letter("accounts.two-factor-off")
def two_factor_off(user: int) -> Letter | None:
    words = ["From now on your password alone opens your account.", NOT_YOU]
    return notice(user, subject="Two-factor is off", words=words)


@letter("accounts.recovery-codes-renewed")
def recovery_codes_renewed(user: int) -> Letter | None:
    words = ["The recovery codes of before are good for nothing now.", NOT_YOU]
    return notice(user, subject="You have new recovery codes", words=words)


@letter("accounts.two-factor-guessed")
def two_factor_guessed(user: int) -> Letter | None:
    words = [
        "Somebody entered many wrong codes for your account. Codes are not looked at for up to an hour; "
        "a recovery code still lets you in.",
        "Whoever gets as far as the code knows your password. If that was not you, change it now.",
    ]
    return notice(user, subject="Somebody is trying your codes", words=words)
