"""What the board puts into a person's archive: the images they put on boards, and the pages they added."""

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.my_data import my_data
from rooms.my_data import rooms_of
from whiteboard.models import BoardImage, BoardPage


@my_data("board-images.json", "The images that you put on boards, without the images themselves.")
def images(user: User) -> Iterator[dict[str, Any]]:
    mine = BoardImage.objects.filter(room__in=rooms_of(user), uploaded_by=str(user.pk)).order_by("room", "id")
    columns = ("room__room_id", "file_id", "mime_type", "width", "height", "size", "created_at")
    for room, file_id, mime_type, width, height, size, at in mine.values_list(*columns).iterator():
        yield {
            "roomId": room,
            "fileId": file_id,
            "mimeType": mime_type,
            "width": width,
            "height": height,
            "bytes": size,
            "at": at,
        }


@my_data("board-pages.json", "The pages that you added to boards.")
def pages(user: User) -> Iterator[dict[str, Any]]:
    mine = BoardPage.objects.filter(room__in=rooms_of(user), created_by=str(user.pk)).order_by("room", "id")
    for room, title, at in mine.values_list("room__room_id", "title", "created_at").iterator():
        yield {"roomId": room, "title": title, "at": at}
