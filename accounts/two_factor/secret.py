"""An authenticator's secret at rest: sealed with a key made from SECRET_KEY; the database alone makes no codes."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

SECRET_BYTES = 20  # RFC 4226, section 4: 160 bits are recommended
NONCE_BYTES = 12


class Unreadable(Exception):
    """Sealed with a key that this instance does not have (any more), or not for this account."""


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def seal_secret(secret: bytes, *, user_id: int) -> str:
    """AES-256-GCM, bound to the account: 64 letters for a secret of 20 bytes; TOTPDevice.key holds 80."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, secret, _owner(user_id))
    return urlsafe_b64encode(nonce + sealed).decode()


def open_secret(sealed: str, *, user_id: int) -> bytes:
    """The secret again, with the key of now or one of SECRET_KEY_FALLBACKS. Raises Unreadable."""
    try:
        raw = urlsafe_b64decode(sealed.encode())
    except ValueError:
        raise Unreadable from None
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return AESGCM(_key(key)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _owner(user_id))
        except (InvalidTag, ValueError):
            continue
    raise Unreadable


def _key(root: str | bytes) -> bytes:
    """A key of its own for this purpose, 32 bytes."""
    return salted_hmac("accounts.two-factor", "seal", secret=root, algorithm="sha256").digest()


def _owner(user_id: int) -> bytes:
    """What is authenticated along: a sealed secret that is copied to another account's row does not open there."""
    return f"user:{user_id}".encode()
