"""Links that let somebody without access watch one room's playback."""

from django.conf import settings
from django.db import models

from fusemeet.fields import ExactCharField
from rooms.models import Room, Stamped


class PlaybackLink(Stamped):
    """A link to a room's playback, good until it is revoked or ends.

    The token is not kept: its hash finds the row, and `nonce` is what it is made from again for the hosts' list.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="playback_links")
    nonce = ExactCharField(max_length=22)
    token_digest = ExactCharField(max_length=64, unique=True)
    label = models.CharField(max_length=100, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "room_playback_links"

    def __str__(self) -> str:
        return self.label or f"playback of {self.room_id}"
