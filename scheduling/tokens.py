"""The token of an invitation to a session: what its mail's links hold, and what finds the invitation again."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from fusemeet.errors import NotFound
from rooms.invitations import digest_of, encode_digest
from rooms.invitations import new_nonce as new_nonce
from scheduling.models import Invite


def make_token(nonce: str, key: str | None = None) -> str:
    """128 bits that only SECRET_KEY can make of this nonce, so that a mail written later needs no stored token."""
    return encode_digest(salted_hmac("scheduling.invites", nonce, secret=key, algorithm="sha256").digest())


def token_of(invite: Invite) -> str:
    """Raises NotFound where no key of ours makes it any more."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = make_token(invite.nonce, key)
        if constant_time_compare(digest_of(token), invite.invite_token):
            return token
    raise NotFound("invite_not_found", "The link of this invitation cannot be made again.")


def renew_token(invite: Invite) -> None:
    """A new nonce and token, unsaved; the old one opens nothing once it is saved."""
    invite.nonce = new_nonce()
    invite.invite_token = digest_of(make_token(invite.nonce))
