"""The addresses that an invited person gets: where they answer, and how they come into the room."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

# What stands in the links of mails, and what is kept.
ANSWERS = {"accept": "ACCEPTED", "maybe": "MAYBE", "decline": "DECLINED"}
# How an answer is said back.
ANSWERED = {"ACCEPTED": "accepted", "MAYBE": "answered maybe", "DECLINED": "declined"}


def answer_link(token: str, answer: str = "") -> str:
    """The page that shows the session in one's own zone and takes the answer; `answer` is a key of ANSWERS."""
    query = f"?{urlencode({'answer': answer})}" if answer else ""
    return f"{settings.SITE_URL}{reverse('session-invitation', args=[token])}{query}"


def join_link(room_id: str, token: str = "") -> str:
    """Into the room; with the token of an invitation also for whoever has no account."""
    query = f"?{urlencode({'invite': token})}" if token else ""
    return f"{settings.SITE_URL}{reverse('room', args=[room_id])}{query}"
