"""Mails about the connection with Google: the owner of an account hears when it appears and when it goes."""

from accounts.two_factor.letters import NOT_YOU, notice
from mailing.letters import Letter, letter


@letter("accounts.google-linked")
def google_linked(user: int) -> Letter | None:
    words = ["From now on your Google account opens your account here.", NOT_YOU]
    return notice(user, subject="Google opens your account", words=words, page="connection-settings")


@letter("accounts.google-unlinked")
def google_unlinked(user: int) -> Letter | None:
    words = ["Your Google account no longer opens your account here. Your password does.", NOT_YOU]
    return notice(
        user, subject="Google no longer opens your account", words=words, page="connection-settings"
    )
