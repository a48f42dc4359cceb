"""Invitation tokens: made, found, used up, listed for hosts and revoked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from fusemeet.errors import Gone, NotFound
from fusemeet.link_tokens import LinkTokens, digest_of
from mailing.outbox import cancel
from rooms.access import Member
from rooms.models import Room, ShareInvitation
from rooms.people import Someone
from rooms.policy import Ability, Role, newcomer_role, require_invitable
from rooms.presentation import stamp

INVITATION = "rooms.invitation"  # the mail
LINK = "LINK"
TOKENS = LinkTokens("rooms.invitations")


@dataclass(frozen=True)
class Invitation:
    """A token that opens this room: the room's own link, or one that was made for somebody."""

    role: Role
    share: ShareInvitation | None
    # What another app does when somebody has come in by a token of its own, in that transaction; it may refuse yet.
    came_in: Callable[[Someone], None] | None = None


_kinds: list[Callable[[Room, str], Invitation | None]] = []


def token_kind(
    find: Callable[[Room, str], Invitation | None],
) -> Callable[[Room, str], Invitation | None]:
    """Register another app's tokens: `find(room, token)` gives None for what it does not know, and raises Gone."""
    _kinds.append(find)
    return find


def token_of(share: ShareInvitation) -> str:
    """Raises NotFound where no key of ours makes it any more."""
    token = TOKENS.make_again(share.nonce, share.token_digest)
    if token is None:
        raise NotFound("invite_not_found", "The link of this invitation cannot be made again.")
    return token


def find_invitation(room: Room, token: str) -> Invitation:
    """The good invitation behind a token of this room; the use is not counted yet.

    Raises NotFound for one that never opened this room, or while its link is off, and Gone for one that did.
    """
    if room.invite_link_token and constant_time_compare(token, room.invite_link_token):
        if not room.allow_link_access:
            raise unknown_invitation()
        return Invitation(newcomer_role(room.room_type), None)
    share = ShareInvitation.objects.filter(room=room, token_digest=digest_of(token)).first()
    if share is None:
        for find in _kinds:
            if found := find(room, token):
                return found
        raise unknown_invitation()
    if over := _why_over(share):
        raise over
    return Invitation(Role(share.role), share)


def tell_use(invitation: Invitation, who: Someone) -> None:
    """Inside the transaction that let `who` in by it. Raises Gone where it opens nothing any more."""
    if invitation.came_in is not None:
        invitation.came_in(who)


def use_invitation(invitation: Invitation) -> Role:
    """Count one use, atomically: of any number of parallel uses only `max_uses` succeed. Raises Gone."""
    if invitation.share is not None:
        left = Q(max_uses=None) | Q(uses__lt=F("max_uses"))
        unrevoked = ShareInvitation.objects.filter(left, pk=invitation.share.pk, revoked_at=None)
        if not unrevoked.update(uses=F("uses") + 1):
            raise _why_over(ShareInvitation.objects.get(pk=invitation.share.pk)) or _used()
    return invitation.role


def _why_over(share: ShareInvitation) -> Gone | None:
    if share.revoked_at is not None:
        return Gone("invite_revoked", "This invitation was taken back. Ask the host for a new one.")
    if share.max_uses is not None and share.uses >= share.max_uses:
        return _used()
    if share.expires_at is not None and share.expires_at <= timezone.now():
        return Gone("invite_expired", "This invitation has run out. Ask the host for a new one.")
    return None


def _used() -> Gone:
    return Gone("invite_used", "This invitation was used already. Ask the host for a new one.")


def unknown_invitation() -> NotFound:
    return NotFound("invite_not_found", "This invitation is not valid. Ask the host for a new one.")


def open_invitations(*, member: Member) -> QuerySet[ShareInvitation]:
    """What still opens this room, by whomever it was handed out; for those who may share it."""
    member.require(Ability.SHARE)
    unused = Q(max_uses=None) | Q(uses__lt=F("max_uses"))
    unexpired = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    found = ShareInvitation.objects.filter(unused, unexpired, room=member.room, revoked_at=None)
    return found.select_related("invited_by")


def revoke_invitation(*, member: Member, invitation_id: int) -> None:
    """It opens nothing from now on; who came in by it stays. Who could give its role can take it back."""
    member.require(Ability.SHARE)
    share = ShareInvitation.objects.filter(room=member.room, pk=invitation_id).first()
    if share is None:
        raise NotFound("invite_not_found", "There is no such invitation.")
    require_invitable(member.role, Role(share.role))
    ShareInvitation.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=timezone.now())


def forget_invited(*, email: str) -> None:
    """Whoever had this address has gone: what was mailed there opens nothing, and it is not said any more to whom."""
    theirs = ShareInvitation.objects.filter(email__iexact=email)
    for pk in theirs.values_list("pk", flat=True):
        cancel(INVITATION, key=mail_key(pk))
    theirs.filter(revoked_at=None).update(revoked_at=timezone.now())
    theirs.update(email="")


def mail_key(share: int) -> str:
    """By which the outbox knows the mail of an invitation."""
    return f"share:{share}"


def invitation_info(share: ShareInvitation) -> dict[str, Any]:
    """For hosts; the token is nobody's to see again."""
    inviter = share.invited_by
    return {
        "id": share.pk,
        "inviteType": share.role if share.email else LINK,
        "email": share.email,
        "role": share.role,
        "maxUses": share.max_uses,
        "uses": share.uses,
        "expiresAt": stamp(share.expires_at),
        "createdAt": stamp(share.created_at),
        "invitedBy": inviter.get_full_name() if inviter else None,
    }
