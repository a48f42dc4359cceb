"""From a letter to the mail service: the message as it travels, its handing over, and what a refusal means."""

import contextlib
import enum
import smtplib
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from mailing.letters import Letter

# What SES says of a message that it will never take, whoever tries again.
SES_REFUSALS = {"MessageRejected", "InvalidParameterValue"}


class Refusal(enum.Enum):
    FINAL = "final"  # for this mail, whenever it is tried
    LATER = "later"  # for this mail now; the service itself works
    AWAY = "away"  # the service works for nobody just now


def write_message(letter: Letter, message_id: str) -> EmailMultiAlternatives:
    """HTML and text from the letter's templates, which also get `subject` and `site_url`."""
    context = {"subject": letter.subject, "site_url": settings.SITE_URL, **letter.context}
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=render_to_string(f"email/{letter.template}.txt", context),
        to=[letter.to],
        headers={
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers, please
            **letter.headers,
            "Message-ID": message_id,
        },
    )
    message.attach_alternative(render_to_string(f"email/{letter.template}.html", context), "text/html")
    for again in letter.alternatives:
        message.attach_alternative(again.content, again.type)
    for name, content, kind in letter.attachments:
        message.attach(name, content, kind)
    return message


@contextlib.contextmanager
def mail_service() -> Iterator[BaseEmailBackend]:
    """A connection that stays open inside the block: goodbye is said after the caller's COMMIT, not before it."""
    connection = get_connection()
    try:
        connection.open()
        yield connection
    finally:
        with contextlib.suppress(Exception):
            connection.close()


def hand_over(connection: BaseEmailBackend, message: EmailMultiAlternatives) -> None:
    """Returns when the mail service has taken the message. Raises what the backend raises; see `meaning_of`."""
    if not connection.send_messages([message]):
        raise OSError("the mail service took nothing")


def meaning_of(problem: Exception) -> Refusal:
    """What an error of the handing over says about the next try."""
    if isinstance(problem, ValueError):
        return Refusal.FINAL  # an address or a header that cannot be
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in problem.recipients.values()]
        if 421 in codes:
            return Refusal.AWAY
        return Refusal.FINAL if all(code >= 500 for code in codes) else Refusal.LATER
    if isinstance(problem, smtplib.SMTPDataError):
        return Refusal.FINAL if problem.smtp_code >= 500 else Refusal.LATER
    response = getattr(problem, "response", None)
    if isinstance(response, dict) and response.get("Error", {}).get("Code") in SES_REFUSALS:
        return Refusal.FINAL
    return Refusal.AWAY


def describe(problem: Exception) -> str:
    """For the row's `last_error`: SMTP answers in words."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        answers = (f"{code} {_text(words)}" for code, words in problem.recipients.values())
        return f"Refused: {'; '.join(answers)}"[:500]
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{type(problem).__name__}: {problem.smtp_code} {_text(problem.smtp_error)}"[:500]
    return f"{type(problem).__name__}: {problem}"[:500]


def _text(words: str | bytes) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
