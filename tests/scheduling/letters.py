"""What tests of session mails share: mails as a real mail server took them, and who answers what."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from mailing.delivery import deliver_due
from tests.mailing.post_office import PostOffice

LINK = re.compile(r"https?://\S+")


class Post:
    """Sends what waits in the outbox, and gives the mails that came since the last time, by address."""

    def __init__(self, office: PostOffice) -> None:
        self.office = office
        self._seen = 0

    def new(self) -> dict[str, EmailMessage]:
        deliver_due()
        came = self.office.taken[self._seen :]
        self._seen = len(self.office.taken)
        found = {taken.to: taken.message for taken in came}
        assert len(found) == len(came), "one mail for each address"
        return found


def text_of(mail: EmailMessage) -> str:
    [text] = [part.get_content() for part in mail.walk() if part.get_content_type() == "text/plain"]
    return str(text).replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    [html] = [part.get_content() for part in mail.walk() if part.get_content_type() == "text/html"]
    return str(html)


def links_of(mail: EmailMessage) -> list[str]:
    return LINK.findall(text_of(mail))


def path_of(link: str) -> str:
    """What a test client asks for, of a full address."""
    return "/" + link.split("/", 3)[3]


def answer_path(mail: EmailMessage, answer: str) -> str:
    """The link of one of the three buttons."""
    [link] = [one for one in links_of(mail) if f"answer={answer}" in one]
    return path_of(link)


Planner = Callable[..., Any]
