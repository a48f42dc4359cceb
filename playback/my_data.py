"""What playback puts into a person's archive: the links that they made."""

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.my_data import my_data
from playback.models import PlaybackLink


@my_data("playback-links.json", "The links to recordings that you made, without the links themselves.")
def playback_links(user: User) -> Iterator[dict[str, Any]]:
    for row in PlaybackLink.objects.filter(created_by=user).select_related("room").order_by("id").iterator():
        yield {
            "roomId": row.room.room_id,
            "label": row.label,
            "createdAt": row.created_at,
            "expiresAt": row.expires_at,
            "revokedAt": row.revoked_at,
            "lastUsedAt": row.last_used_at,
        }
