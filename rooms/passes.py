"""Guest passes: made with a name and an invitation, read from a token of which only the hash is kept."""

import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.utils import timezone

from accounts.cookies import cookie_attributes
from accounts.validators import clean_full_name
from fusemeet.errors import Invalid, NotSignedIn
from rooms.models import Guest, Room, ShareInvitation
from rooms.policy import Role

GUEST_COOKIE = f"{settings.COOKIE_PREFIX}guest"
TOKEN_MARK = "guest_"  # noqa: S105  (what tells a pass from an account's token)


def make_pass(*, room: Room, name: str, role: Role, invitation: ShareInvitation | None) -> tuple[Guest, str]:
    """A guest of this room, and the token that is theirs alone: 128 random bits, not to be read again."""
    token = TOKEN_MARK + secrets.token_urlsafe(16)
    guest = Guest.objects.create(
        room=room,
        name=name,
        role=role,
        token_digest=_digest(token),
        invitation=invitation,
        expires_at=timezone.now() + settings.GUEST_PASS_LIFETIME,
    )
    return guest, token


def find_pass(token: str) -> Guest | None:
    """Whose pass this is, until it runs out. One that was revoked is found too: its room says why it is closed."""
    if not token.startswith(TOKEN_MARK):
        return None
    unexpired = Guest.objects.filter(token_digest=_digest(token), expires_at__gt=timezone.now())
    return unexpired.select_related("room").first()


def read_pass(token: str) -> Guest:
    """As `find_pass`; raises NotSignedIn `pass_ended`."""
    guest = find_pass(token)
    if guest is None:
        raise NotSignedIn("pass_ended", "This pass is not good any more. Ask the host for a link.")
    return guest


def end_passes(*, room: Room) -> None:
    """With the room's end, inside its transaction: whoever wants to come back needs an invitation again."""
    now = timezone.now()
    Guest.objects.filter(room=room, expires_at__gt=now).update(expires_at=now)


def clean_guest_name(name: str) -> str:
    """As people with an account may call themselves; raises Invalid for anything else."""
    try:
        return clean_full_name(name)
    except ValidationError as wrong:
        raise Invalid(errors={"username": wrong.messages}) from None


def set_guest_cookie(response: HttpResponseBase, token: str, guest: Guest) -> None:
    seconds = max(0, int((guest.expires_at - timezone.now()).total_seconds()))
    response.set_cookie(GUEST_COOKIE, token, max_age=seconds, **cookie_attributes())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
