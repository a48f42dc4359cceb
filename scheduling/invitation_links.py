"""The addresses that an invited person gets: where they answer, and how they come into the room."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

# What stands in the links of mails, and what is kept.
ANSWERS = {"accept": "ACCEPTED", "maybe": "MAYBE", "decline": "DECLINED"}
BUTTONS = {"accept": "Accept", "maybe": "Maybe", "decline": "Decline"}
# How an answer is said back.
ANSWERED = {"ACCEPTED": "accepted", "MAYBE": "answered maybe", "DECLINED": "declined"}


def answer_link(token: str, answer: str = "", *, only: bool = False) -> str:
    """The page that shows the session in one's own zone and takes the answer; `answer` is a key of ANSWERS.

    With `only` it is chosen there to answer for this one session of a series, and not for all.
    """
    chosen = {"answer": answer} | ({"only": "1"} if only else {}) if answer else {}
    query = f"?{urlencode(chosen)}" if chosen else ""
    return f"{settings.SITE_URL}{reverse('session-invitation', args=[token])}{query}"


def answer_links(token: str, *, only: bool) -> list[dict[str, str]]:
    """The three of a mail, as `email/session_answers.html` takes them."""
    return [
        {"answer": answer, "words": words, "link": answer_link(token, answer, only=only)}
        for answer, words in BUTTONS.items()
    ]


def join_link(room_id: str, token: str = "") -> str:
    """Into the room; with the token of an invitation also for whoever has no account."""
    query = f"?{urlencode({'invite': token})}" if token else ""
    return f"{settings.SITE_URL}{reverse('room', args=[room_id])}{query}"
