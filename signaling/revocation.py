"""Rights that ended: a row each, read by every process that holds sockets: at once on a hint, and twice a second."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from signaling.hub import hub
from signaling.models import Revocation

# Rows become visible in the order of their commits, not of their ids: look back this far and skip what was seen.
LOOK_BACK = timedelta(seconds=20)
KEEP = timedelta(hours=1)


def revoke(kind: str, key: str) -> None:
    """Say, inside the transaction that ends a right, whose it was.

    kind "session" (key: session id) and "user" (key: person id): their sockets are closed when they no longer stand.
    kind "access" (key: "room:person", or "room:*" for everyone in it): may they still be there, and as what?
    """
    Revocation.objects.create(kind=kind, key=key)
    if kind == "access":
        room = int(key.partition(":")[0])
        transaction.on_commit(lambda: hub.publish_everywhere(room, {"kind": "revoked"}), robust=True)


def recent(*, since: datetime | None = None) -> list[tuple[int, str, str]]:
    """`(id, kind, key)` of what was revoked a moment ago, or a moment before `since` where that was longer ago."""
    start = min(since or timezone.now(), timezone.now()) - LOOK_BACK
    return list(Revocation.objects.filter(created_at__gte=start).values_list("id", "kind", "key"))


def forget_old() -> None:
    Revocation.objects.filter(created_at__lt=timezone.now() - KEEP).delete()
