"""The secret address of somebody's calendar feed: made, renewed, revoked, found again."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.throttle import count_or_refuse
from fusemeet.errors import NotFound
from fusemeet.link_tokens import LinkTokens, digest_of, new_nonce
from scheduling.models import CalendarFeed

TOKENS = LinkTokens("scheduling.feeds")
READ_NOTED_EVERY = timedelta(minutes=10)


@transaction.atomic
def renew_feed(*, user: User) -> CalendarFeed:
    """A new address; the one before shows nothing from this moment."""
    count_or_refuse("calendar-feed-new", str(user.pk))
    nonce = new_nonce()
    values = {"nonce": nonce, "token_digest": digest_of(TOKENS.make(nonce)), "read_at": None}
    return CalendarFeed.objects.update_or_create(user=user, defaults=values)[0]


def revoke_feed(*, user: User) -> None:
    """There is no address any more; twice is once."""
    CalendarFeed.objects.filter(user=user).delete()


def find_feed(token: str, *, network: str) -> CalendarFeed:
    """With its user. Raises NotFound for an unknown or revoked token and one of an account that is off; TooMany.

    `network` is where the request comes from: tokens that nobody made are counted there, good ones by themselves.
    """
    digest = digest_of(token)
    feed = CalendarFeed.objects.select_related("user").filter(token_digest=digest).first()
    if feed is None or not constant_time_compare(feed.token_digest, digest) or not feed.user.is_active:
        count_or_refuse("invitation-link", network)
        raise NotFound("feed_not_found", "There is no calendar at this address.")
    count_or_refuse("calendar-feed", digest)
    now = timezone.now()
    if feed.read_at is None or now - feed.read_at >= READ_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    return feed


def address_of(feed: CalendarFeed) -> str | None:
    """The https address; None where no key of ours makes it any more."""
    token = TOKENS.make_again(feed.nonce, feed.token_digest)
    return f"{settings.SITE_URL}{reverse('calendar-feed', args=[token])}" if token else None
