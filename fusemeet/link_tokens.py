"""Tokens of links that must be written again later, and are stored nowhere: made of a nonce by SECRET_KEY.

A row keeps the nonce, and the token's hash to be found by; neither opens anything without the key. Each kind of link
has a salt of its own, so that the token of one is never good for another.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

TOKEN_BYTES = 16


def new_nonce() -> str:
    """128 random bits, in 22 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """What a row is found by: SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class LinkTokens:
    """The tokens of one kind of link."""

    salt: str

    def make(self, nonce: str, key: str | None = None) -> str:
        """128 bits, in 22 characters, that only SECRET_KEY (or `key`) can make of this nonce."""
        digest = salted_hmac(self.salt, nonce, secret=key, algorithm="sha256").digest()
        return urlsafe_b64encode(digest[:TOKEN_BYTES]).rstrip(b"=").decode()

    def make_again(self, nonce: str, digest: str) -> str | None:
        """The token that has this digest; None where the key has changed without SECRET_KEY_FALLBACKS."""
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            token = self.make(nonce, key)
            if constant_time_compare(digest_of(token), digest):
                return token
        return None
