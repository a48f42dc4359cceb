"""What reports read of a room's board; the board itself is a shared document (`signaling.documents`)."""

from django.db import models

from rooms.models import Room


class WhiteboardState(models.Model):
    """The board as it last stood, whether the others may see it, and which page is shown to all."""

    room = models.OneToOneField(Room, models.CASCADE, related_name="whiteboard")
    canvas_data = models.JSONField(default=dict)
    active_page_id = models.CharField(max_length=64, blank=True)
    visible = models.BooleanField(default=True)
    last_updated = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "whiteboard_states"

    def __str__(self) -> str:
        return f"board of {self.room_id}"
