"""Reading the mails of a test: who got one, and the token in its link."""

from urllib.parse import unquote

from django.core import mail


def mails_to(address: str) -> list[str]:
    """The subjects of what `address` got, oldest first."""
    return [sent.subject for sent in mail.outbox if sent.to == [address]]


def token_in_last_mail(address: str) -> str:
    """The token of the link in the newest mail to `address` that has one."""
    bodies = [str(sent.body) for sent in mail.outbox if sent.to == [address] and "token=" in str(sent.body)]
    return unquote(bodies[-1].split("token=")[1].split()[0])
