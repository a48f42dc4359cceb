"""Links that show one room's playback to whoever has them: made, listed, followed and taken back."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.throttle import count_or_refuse
from accounts.verification import require_verified
from fusemeet.errors import Conflict, Gone, Invalid, NotFound
from fusemeet.link_tokens import LinkTokens, digest_of, new_nonce
from playback.models import PlaybackLink
from rooms.access import Member, lock_room
from rooms.people import role_in
from rooms.policy import HOSTS, Ability
from rooms.presentation import stamp

TOKENS = LinkTokens("playback.links")
SHORTEST_SECONDS, LONGEST_SECONDS = 60, 366 * 86_400
MOST_OPEN = 100
USE_NOTED_EVERY = timedelta(minutes=1)


def require_may_share(member: Member) -> None:
    """To show it to others takes the right to see it, and the right to let others in."""
    member.require(Ability.PLAYBACK)
    member.require(Ability.SHARE)


@transaction.atomic
def create_link(*, member: Member, label: str = "", expires_in: int | None = None) -> PlaybackLink:
    """`expires_in` in seconds, a minute to a year; None: until it is revoked.

    Raises Denied, Invalid for a time outside those, Conflict `too_many_links` with MOST_OPEN open ones. They are
    counted with the room locked, so that many at once are not more than one after the other.
    """
    require_may_share(member)
    require_verified(member.user)
    if expires_in is not None and not SHORTEST_SECONDS <= expires_in <= LONGEST_SECONDS:
        raise Invalid(errors={"expiresIn": ["A link is good for a minute to a year."]})
    lock_room(member.room.pk)
    if open_links(member=member).count() >= MOST_OPEN:
        raise Conflict("too_many_links", "This room has very many links. Take back those that nobody needs.")
    nonce = new_nonce()
    return PlaybackLink.objects.create(
        room=member.room,
        nonce=nonce,
        token_digest=digest_of(TOKENS.make(nonce)),
        label=clean_label(label),
        created_by=member.user,
        expires_at=timezone.now() + timedelta(seconds=expires_in) if expires_in is not None else None,
    )


def clean_label(label: str) -> str:
    cleaned = " ".join("".join(char if char.isprintable() else " " for char in label).split())
    if len(cleaned) > 100:
        raise Invalid(errors={"label": ["Use at most 100 characters."]})
    return cleaned


def links_of(*, member: Member) -> QuerySet[PlaybackLink]:
    """All that were made for this room, also those that are over; for those who may share it."""
    require_may_share(member)
    return PlaybackLink.objects.filter(room=member.room).select_related("created_by")


def open_links(*, member: Member) -> QuerySet[PlaybackLink]:
    unexpired = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return links_of(member=member).filter(unexpired, revoked_at=None)


def revoke_link(*, member: Member, link_id: int) -> None:
    """It shows nothing from this moment, on every process; twice is once. Raises NotFound."""
    require_may_share(member)
    found = PlaybackLink.objects.filter(room=member.room, pk=link_id)
    if not found.exists():
        raise NotFound("link_not_found", "There is no such link.")
    found.filter(revoked_at=None).update(revoked_at=timezone.now())


def follow_link(token: str, *, network: str) -> PlaybackLink:
    """The good link behind a token, with its room. Asked of the database each time, so that revoking holds at once.

    `network` is where the request comes from: tokens that nobody made are counted as other links are. Raises NotFound
    for such a token, Gone `link_revoked` or `link_expired` for one that was good, TooMany.
    """
    digest = digest_of(token)
    link = (
        PlaybackLink.objects.select_related("room", "room__interviewer").filter(token_digest=digest).first()
    )
    if link is None or not constant_time_compare(link.token_digest, digest):
        count_or_refuse("invitation-link", network)
        raise NotFound("link_not_found", "There is no playback at this address. Check the link.")
    if over := _why_over(link):
        raise over
    now = timezone.now()
    if link.last_used_at is None or now - link.last_used_at >= USE_NOTED_EVERY:
        PlaybackLink.objects.filter(pk=link.pk).update(last_used_at=now)
    return link


def _why_over(link: PlaybackLink) -> Gone | None:
    if link.revoked_at is not None or not _maker_is_host(link):
        return Gone("link_revoked", "This link was taken back. Ask whoever sent it for a new one.")
    if link.expires_at is not None and link.expires_at <= timezone.now():
        return Gone("link_expired", "This link has run out. Ask whoever sent it for a new one.")
    return None


def _maker_is_host(link: PlaybackLink) -> bool:
    """Who was sent away, or has gone, shows the room to nobody any more."""
    return link.created_by_id is not None and role_in(link.room_id, str(link.created_by_id)) in HOSTS


def address_of(link: PlaybackLink) -> str | None:
    """The link's full address; None where no key of ours makes it any more."""
    token = TOKENS.make_again(link.nonce, link.token_digest)
    return f"{settings.SITE_URL}{reverse('playback-shared', args=[token])}" if token else None


def link_info(link: PlaybackLink) -> dict[str, Any]:
    """For hosts."""
    maker = link.created_by
    return {
        "id": link.pk,
        "label": link.label,
        "url": address_of(link),
        "createdAt": stamp(link.created_at),
        "createdBy": maker.get_full_name() if maker else None,
        "expiresAt": stamp(link.expires_at),
        "revokedAt": stamp(link.revoked_at),
        "lastUsedAt": stamp(link.last_used_at),
    }
