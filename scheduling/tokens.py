"""The token of an invitation to a session: what its mail's links hold, and what finds the invitation again."""

from fusemeet.errors import NotFound
from fusemeet.link_tokens import LinkTokens, digest_of, new_nonce
from scheduling.models import Invite

TOKENS = LinkTokens("scheduling.invites")


def token_of(invite: Invite) -> str:
    """Raises NotFound where no key of ours makes it any more."""
    token = TOKENS.make_again(invite.nonce, invite.invite_token)
    if token is None:
        raise NotFound("invite_not_found", "The link of this invitation cannot be made again.")
    return token


def renew_token(invite: Invite) -> None:
    """A new nonce and token, unsaved; the old one opens nothing once it is saved."""
    invite.nonce = new_nonce()
    invite.invite_token = digest_of(TOKENS.make(invite.nonce))
