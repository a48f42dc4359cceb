"""The mails of a development instance, which are files, as pages: there is no such path anywhere else."""

import email
import email.policy
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

SHOWN = 100
# Django's file backend ends each message with a line of dashes; a file holds what one connection sent.
SEPARATOR = b"\n" + b"-" * 79 + b"\n"
ADDRESS = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,:;!?)])")
FILE_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+")


@dataclass(frozen=True)
class StoredMail:
    id: str
    subject: str
    sender: str
    to: str
    sent: datetime | None
    text: str
    html: str

    @property
    def linked_text(self) -> SafeString:
        """The text with its links to click; Django's `urlize` does not take http://localhost for one."""
        parts = ADDRESS.split(self.text)
        return format_html_join(
            "",
            "{}{}",
            (
                (text, format_html('<a class="link" href="{0}">{0}</a>', link) if link else "")
                for text, link in zip(parts[::2], [*parts[1::2], ""], strict=True)
            ),
        )


def development_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @functools.wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not settings.DEVELOPMENT:
            raise Http404
        return view(request, **kwargs)

    return guarded


@development_only
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    files = sorted(
        _folder().glob("*.log"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True
    )[:SHOWN]
    return render(
        request, "accounts/dev_mails.html", {"mails": [mail for path in files for mail in read_file(path)]}
    )


@development_only
@require_safe
def mail(request: HttpRequest, mail_id: str) -> HttpResponse:
    name = mail_id.rpartition("-")[0]
    path = _folder() / f"{name}.log"
    if not FILE_NAME.fullmatch(name) or not path.is_file():
        raise Http404
    found = next((stored for stored in read_file(path) if stored.id == mail_id), None)
    if found is None:
        raise Http404
    return render(request, "accounts/dev_mail.html", {"mail": found})


def read_file(path: Path) -> list[StoredMail]:
    """The messages in one file of the backend, newest first."""
    parts = [part for part in path.read_bytes().split(SEPARATOR) if part.strip()]
    return [_parse(f"{path.stem}-{number}", part) for number, part in enumerate(parts)][::-1]


def _parse(mail_id: str, raw: bytes) -> StoredMail:
    message = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
    return StoredMail(
        id=mail_id,
        subject=message["Subject"] or "(no subject)",
        sender=message["From"] or "",
        to=message["To"] or "",
        sent=parsedate_to_datetime(message["Date"]) if message["Date"] else None,
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part else ""


def _folder() -> Path:
    return Path(getattr(settings, "EMAIL_FILE_PATH", settings.VAR_DIR / "mail"))
