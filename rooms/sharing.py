"""Letting people in: the room's link, invitations by address and by name."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.throttle import count_or_refuse
from accounts.verification import require_verified
from fusemeet.errors import Conflict, Invalid
from fusemeet.link_tokens import digest_of, new_nonce
from mailing.outbox import queue
from rooms.access import Member, lock_room
from rooms.invitations import INVITATION, LINK, TOKENS, mail_key, token_of
from rooms.models import Access, LobbyEntry, Participant, Room, ShareInvitation
from rooms.policy import HOSTS, Ability, Role, newcomer_role, require_invitable
from rooms.steps import tell_access
from signaling.publish import tell_person
from signaling.revocation import revoke

INVITATION_LIFETIME = timedelta(days=7)
MOST_USES = 1000
SHORTEST_SECONDS, LONGEST_SECONDS = 60, 30 * 86_400


@dataclass(frozen=True)
class Share:
    """What came of sharing: the link to hand out, or the access that was given at once."""

    link: str
    token: str | None
    expires_at: datetime | None
    access_type: str


def room_link(room: Room, token: str | None = None) -> str:
    path = reverse("room", args=[room.room_id])
    return f"{settings.SITE_URL}{path}" + (f"?invite={token}" if token else "")


def invitation_link(share: ShareInvitation) -> str:
    """The link of an invitation that was made earlier; its token is made again, and stands nowhere.

    Raises NotFound when the key has changed meanwhile without SECRET_KEY_FALLBACKS: then nobody knows it any more.
    """
    return room_link(share.room, token_of(share))


def share_room(
    *,
    member: Member,
    identifier: str,
    invite_type: str,
    max_uses: int | None = None,
    expires_in: int | None = None,
) -> Share:
    """Give a link, or access to a user by name, or a mailed token to an address.

    `max_uses` is 1 to 1000 (left out: once for an address, any number of times for a link), `expires_in` a minute to
    thirty days in seconds. Raises Denied for a role that the inviter cannot give, Invalid for nobody by that name and
    for a limit outside those, Conflict `link_off`, TooMany by inviter and by invited address.
    """
    member.require(Ability.SHARE)
    require_verified(member.user)
    _require_limits(max_uses, expires_in)
    room = member.room
    if invite_type == LINK:
        return _share_link(member, max_uses, expires_in)
    if invite_type not in set(Role):
        raise Invalid(errors={"inviteType": ["Choose a role of the room, or LINK."]})
    role = Role(invite_type)
    require_invitable(member.role, role)
    # Also what finds nobody: else the answers would tell, without end, which names and addresses are known here.
    count_or_refuse("invitation", member.person)
    user = _find_user(identifier)
    if user is not None:
        give_access(member=member, user=user, role=role)
        return Share(room_link(room), None, None, role.value)
    if "@" not in identifier:
        raise Invalid(
            errors={"identifier": ["There is nobody with this user name. Use their email address instead."]}
        )
    address = identifier.strip().lower()
    _require_address(address)
    count_or_refuse("invitation-address", address)
    with transaction.atomic():
        share, token = _new_invitation(
            member, role, email=address, max_uses=max_uses or 1, expires_in=expires_in
        )
        queue(INVITATION, key=mail_key(share.pk), share=share.pk)
    return Share(room_link(room, token), token, share.expires_at, role.value)


def _share_link(member: Member, max_uses: int | None, expires_in: int | None) -> Share:
    room = member.room
    if max_uses is None and expires_in is None:
        if not room.allow_link_access:
            raise Conflict(
                "link_off", "The link of this room is switched off. Switch it on, or invite people by name."
            )
        return Share(
            room_link(room, room.invite_link_token),
            room.invite_link_token,
            None,
            newcomer_role(room.room_type),
        )
    role = newcomer_role(room.room_type)
    share, token = _new_invitation(member, role, email="", max_uses=max_uses, expires_in=expires_in)
    return Share(room_link(room, token), token, share.expires_at, role.value)


def _new_invitation(
    member: Member, role: Role, *, email: str, max_uses: int | None, expires_in: int | None
) -> tuple[ShareInvitation, str]:
    nonce = new_nonce()
    token = TOKENS.make(nonce)
    lifetime = timedelta(seconds=expires_in) if expires_in else INVITATION_LIFETIME
    share = ShareInvitation.objects.create(
        room=member.room,
        nonce=nonce,
        token_digest=digest_of(token),
        email=email,
        role=role,
        invited_by=member.user,
        max_uses=max_uses,
        expires_at=timezone.now() + lifetime,
    )
    return share, token


def give_access(*, member: Member, user: User, role: Role) -> None:
    """Access by name, at once. It never lowers a role, and it lets somebody back who had been removed."""
    if user == member.user:
        raise Invalid(errors={"identifier": ["You are in this room already."]})
    with transaction.atomic():
        lock_room(member.room.pk)
        access, created = Access.objects.get_or_create(
            room=member.room,
            user=user,
            defaults={"access_type": role, "invited_by": member.user, "granted_at": timezone.now()},
        )
        if not created and access.role not in HOSTS and access.role != role:
            raised: dict[str, object] = {"access_type": role}
            if role in HOSTS:  # a room goes to the host who has been one for the longest, not in it
                raised["granted_at"] = timezone.now()
            Access.objects.filter(pk=access.pk).update(**raised)
        Participant.objects.filter(room=member.room, user=user).update(removed_at=None)
        # Nor does a refusal hold against somebody who is asked to come.
        LobbyEntry.objects.filter(room=member.room, user=user, state=LobbyEntry.State.REFUSED).delete()
        revoke("access", f"{member.room.pk}:{user.pk}")
        tell_access(member.room, user)
        payload = {
            "roomId": member.room.room_id,
            "roomName": member.room.room_name,
            "by": member.user.get_full_name(),
            "role": role.value,
        }
        tell_person(person=str(user.pk), type="invited", payload=payload)


def _require_limits(max_uses: int | None, expires_in: int | None) -> None:
    if max_uses is not None and not 1 <= max_uses <= MOST_USES:
        raise Invalid(errors={"maxUses": [f"A link can be used 1 to {MOST_USES} times."]})
    if expires_in is not None and not SHORTEST_SECONDS <= expires_in <= LONGEST_SECONDS:
        raise Invalid(errors={"expiresIn": ["A link is good for a minute to thirty days."]})


def _require_address(address: str) -> None:
    try:
        EmailValidator()(address)
        MaxLengthValidator(100)(address)
    except ValidationError:
        raise Invalid(errors={"identifier": ["This is no email address."]}) from None


def _find_user(identifier: str) -> User | None:
    identifier = identifier.strip()
    if not identifier:
        raise Invalid(errors={"identifier": ["Enter an email address or a user name."]})
    field = "email" if "@" in identifier else "username"
    found = User.objects.filter(**{field: identifier, "is_active": True})
    # An address belongs to an account only once its owner has said so; until then the mailed token decides.
    return (found.filter(email_verified=True) if field == "email" else found).first()
