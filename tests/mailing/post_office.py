"""A real SMTP server on the loopback, which can be told to refuse, to stall, and shows everything it took."""

import asyncio
import email
import email.policy
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.services import free_port

logging.getLogger("mail.log").setLevel(logging.WARNING)  # each command of each conversation


@dataclass(frozen=True)
class Taken:
    """One handing over that was answered with 250."""

    by: str  # how the client called itself
    message_id: str
    to: str
    at: float  # time.monotonic() when the answer was given
    message: EmailMessage


@dataclass
class PostOffice:
    """`refusals` are answered in turn, each at its command ("MAIL", "RCPT", "DATA"); after them everything is taken."""

    port: int = field(default_factory=free_port)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    stall: Callable[[], float] = lambda: 0.0  # seconds before MAIL is answered
    before_answer: Callable[[], None] = lambda: None  # runs when a message is there, before the 250
    taken: list[Taken] = field(default_factory=list)
    begun: dict[str, float] = field(default_factory=dict)  # by client: when its last mail began
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _controller: Controller | None = None

    def __enter__(self) -> "PostOffice":
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=10)
        self._controller.start()
        return self

    def __exit__(self, *args: object) -> None:
        assert self._controller is not None
        self._controller.stop()

    def _refusal(self, command: str) -> str | None:
        with self._lock:
            if self.refusals and self.refusals[0][0] == command:
                return self.refusals.pop(0)[1]
        return None

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.begun[session.host_name] = time.monotonic()
        await asyncio.sleep(self.stall())
        if refusal := self._refusal("MAIL"):
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if refusal := self._refusal("RCPT"):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.to_thread(self.before_answer)
        if refusal := self._refusal("DATA"):
            return refusal
        message = email.message_from_bytes(envelope.content, EmailMessage, policy=email.policy.default)
        with self._lock:
            for to in envelope.rcpt_tos:
                self.taken.append(
                    Taken(session.host_name, str(message["Message-ID"]), to, time.monotonic(), message)
                )
        return "250 OK"
