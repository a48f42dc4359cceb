"""An authenticator app for tests: codes of a secret by RFC 6238, computed apart from the product's own library."""

import base64
import hmac
import struct
import time
from dataclasses import dataclass
from typing import Any

STEP = 30


@dataclass
class Authenticator:
    """What a phone knows after the QR code was scanned."""

    secret: bytes

    @classmethod
    def typed(cls, base32: str) -> "Authenticator":
        """By the key that the page shows in groups."""
        return cls(base64.b32decode(base32.replace(" ", "")))

    def code(self, steps: int = 0) -> str:
        """The code of now, or of so many half minutes later."""
        counter = int(time.time()) // STEP + steps
        digest = hmac.new(self.secret, struct.pack(">Q", counter), "sha1").digest()
        offset = digest[-1] & 0x0F
        number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06d}"

    def wrong(self) -> str:
        """Six digits that are none of the codes around now."""
        near = {self.code(steps) for steps in range(-4, 5)}
        return next(f"{number:06d}" for number in range(20) if f"{number:06d}" not in near)


def turn_on(user: Any) -> Authenticator:
    """Two-factor for `user`, without the page, and without a code used up; recovery codes are not made."""
    from accounts.two_factor.secret import open_secret
    from accounts.two_factor.services import begin_enrolment

    device = begin_enrolment(user=user)
    device.confirmed = True
    device.save()
    return Authenticator(open_secret(device.key, user_id=user.pk))
