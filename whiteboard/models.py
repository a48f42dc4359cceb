"""What reports read of a room's board; the board itself is a shared document (`signaling.documents`)."""

from django.db import models

from fusemeet.fields import ExactCharField
from rooms.models import Room, Stamped


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


class BoardPage(Stamped):
    """A page of a room's board: the hosts' list. What is drawn on it stands in the shared document.

    A room whose list nobody touched has no rows and one page, `pages.FIRST_PAGE`.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="board_pages", db_index=False)
    page_id = ExactCharField(max_length=16)
    title = models.CharField(max_length=100)
    position = models.PositiveIntegerField(default=0)
    created_by = ExactCharField(max_length=64, blank=True, help_text="person id")

    class Meta:
        db_table = "whiteboard_pages"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["room", "page_id"], name="board_page_once_a_room")]

    def __str__(self) -> str:
        return self.title


class BoardImage(Stamped):
    """An image on a room's board, written anew by the server; the document refers to it by `file_id`."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="board_images", db_index=False)
    file_id = ExactCharField(max_length=40, help_text="hex digits of the stored bytes' hash")
    mime_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField(
        help_text="bytes of data, so that a room's total is added up without them"
    )
    data = models.BinaryField()
    uploaded_by = ExactCharField(max_length=64, help_text="person id")

    class Meta:
        db_table = "whiteboard_images"
        constraints = [models.UniqueConstraint(fields=["room", "file_id"], name="board_image_once_a_room")]

    def __str__(self) -> str:
        return f"{self.mime_type} {self.width} × {self.height}"
