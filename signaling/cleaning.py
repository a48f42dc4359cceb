"""What the wire leaves behind when nobody is there to tidy up: lost connections, unused tickets, old revocations.

Each may run twice at once and as often as one likes: what is deleted is named by its condition, not by having been
seen, and a connection is ended by whoever deletes its row.
"""

import logging
import time
from typing import Any

from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from signaling import presence
from signaling.attendance import media_frame
from signaling.hooks import Present
from signaling.hub import hub
from signaling.models import DocumentConnection, Revocation, SocketTicket
from signaling.revocation import KEEP

log = logging.getLogger(__name__)

BATCH = 500  # below what SQLite takes as parameters, and short enough to hold its locks


def delete_in_batches(rows: QuerySet[Any], *, until: float) -> int:
    """Deletes `rows` a batch at a time, in the order of their keys, until `until` (`time.monotonic()`); how many."""
    count = 0
    while time.monotonic() < until:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        try:
            # The condition once more: what was renewed meanwhile stays.
            count += rows.filter(pk__in=keys).delete()[0]
        except OperationalError:  # a deadlock with whoever uses them: the next run finds what is left
            log.warning("a batch of %s stays for now", rows.model.__name__, exc_info=True)
            break
        if len(keys) < BATCH:
            break
    return count


def end_lost_connections(*, until: float) -> int:
    """Ends every connection whose lease ran out, as the server processes do while there are any; how many."""
    count = 0
    while time.monotonic() < until and (ended := presence.reap()):
        count += len(ended)
        for gone in ended:
            if (
                gone.had_media and not gone.last
            ):  # they are still there, in another tab, without sound and picture
                frame = media_frame(Present(gone.person, connected=True))
                hub.publish_everywhere(gone.room, {"kind": "cast", "frame": frame})
    return count


def forget_used_up(*, until: float) -> dict[str, int]:
    """Deletes what opens and means nothing any more: tickets, document leases, revocations that all have heard."""
    now = timezone.now()
    return {
        "tickets": delete_in_batches(SocketTicket.objects.filter(expires_at__lt=now), until=until),
        "documents": delete_in_batches(DocumentConnection.objects.filter(lease_until__lt=now), until=until),
        "revocations": delete_in_batches(Revocation.objects.filter(created_at__lt=now - KEEP), until=until),
    }
