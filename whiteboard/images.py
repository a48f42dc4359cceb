"""Images on the board: what is uploaded is read once, carefully, and only our own rewriting of it is kept.

The document refers to an image by `file_id`, the first 40 hex digits of the SHA-256 of the stored bytes; so the same
picture is one row, and an address never gets another content.
"""

import hashlib
import io
import threading
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from PIL import Image, ImageOps

from accounts.pictures import has_too_many_scans
from fusemeet.errors import Conflict, Invalid, NotFound, Unavailable
from rooms.access import Member, room_for
from rooms.policy import Ability
from whiteboard.models import BoardImage
from whiteboard.pages import lock_open_room

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000  # what telephones take; decoded it is held in memory at four bytes each
MOST_SIDE = 2400  # pixels; what is larger is made smaller, for nobody sees them on a board
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
TOO_BIG = "An image has at most 5 MB. Make it smaller and try again."
TOO_MANY_PIXELS = "An image has at most 25 megapixels. Make it smaller and try again."
UNREADABLE = "That is not an image we can read. Choose a JPEG, PNG, WebP or GIF file."
FULL = "The images on this board take all the space that a room has. This one was not added."
WAIT_SECONDS = 10

_one_at_a_time = threading.BoundedSemaphore(1)  # decoding takes some 200 MB for a moment


@dataclass(frozen=True, slots=True)
class Rewritten:
    """An image as it is kept."""

    data: bytes
    mime_type: str
    width: int
    height: int

    @property
    def file_id(self) -> str:
        return hashlib.sha256(self.data).hexdigest()[:40]


def save_image(*, member: Member, data: bytes) -> BoardImage:
    """Keep an image for the room's board; the same one again is the row that is there.

    Raises Denied for who may not draw, Gone for a room that has ended, Invalid `bad_image` with `errors` under `file`,
    Conflict `board_full`, and Unavailable while too many others are at it.
    """
    member.require(Ability.DRAW)
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        sentence = "Many people upload images at this moment. Please try again in a few seconds."
        raise Unavailable("busy", sentence, retry_after=WAIT_SECONDS)
    try:
        image = rewrite(data)
    finally:
        _one_at_a_time.release()
    with transaction.atomic():
        room = lock_open_room(member.room.pk)
        # The right may have gone while this waited for others and was decoded.
        room_for(member.who, room.room_id, Ability.DRAW)
        known = BoardImage.objects.defer("data").filter(room=room, file_id=image.file_id).first()
        if known is not None:
            return known
        used = BoardImage.objects.filter(room=room).aggregate(total=Sum("size"))["total"] or 0
        if used + len(image.data) > settings.BOARD_IMAGE_BYTES:
            raise Conflict("board_full", FULL)
        return BoardImage.objects.create(
            room=room,
            file_id=image.file_id,
            mime_type=image.mime_type,
            width=image.width,
            height=image.height,
            size=len(image.data),
            data=image.data,
            uploaded_by=member.person,
        )


def find_image(*, member: Member, file_id: str) -> BoardImage:
    """An image of the room's board, without its bytes. Raises NotFound, also for who may not see the board."""
    found = None
    if Ability.SEE_BOARD in member.abilities:
        found = BoardImage.objects.defer("data").filter(room=member.room, file_id=file_id).first()
    if found is None:
        raise NotFound("image_not_found", "There is no such image on this board, or it is not shown to you.")
    return found


def rewrite(data: bytes) -> Rewritten:
    """The image upright, at most 2400 pixels a side, without a word of what the file said about camera, place or time.

    Of an animation the first frame stays. Raises Invalid `bad_image`.
    """
    if len(data) > MOST_BYTES:
        raise _refused(TOO_BIG)
    if has_too_many_scans(data):
        raise _refused(UNREADABLE)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _refused(TOO_MANY_PIXELS)
            image.verify()
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            kind = image.format
            image.draft("RGB", (MOST_SIDE, MOST_SIDE))  # a large JPEG is decoded at a fraction of its size
            return _written(_upright(image), kind or "")
    except Invalid:
        raise
    except Exception:  # decoders raise whatever a broken file makes them stumble over
        raise _refused(UNREADABLE) from None


def _upright(image: Image.Image) -> Image.Image:
    image.load()
    clear = image.has_transparency_data
    upright = ImageOps.exif_transpose(image).convert("RGBA" if clear else "RGB")
    upright.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    # Pixels alone: profiles, comments and texts of the file would be written again.
    return Image.frombytes(upright.mode, upright.size, upright.tobytes())


def _written(image: Image.Image, kind: str) -> Rewritten:
    """Photos stay photos and drawings stay sharp; what becomes too large that way is written as WebP."""
    out = io.BytesIO()
    if kind == "JPEG":
        image.convert("RGB").save(out, "JPEG", quality=88)
        mime_type = "image/jpeg"
    elif kind in {"PNG", "GIF"}:
        image.save(out, "PNG")
        mime_type = "image/png"
    if kind not in {"JPEG", "PNG", "GIF"} or out.tell() > MOST_BYTES:
        out = io.BytesIO()
        image.save(out, "WEBP", quality=85, method=4)
        mime_type = "image/webp"
    if out.tell() > MOST_BYTES:
        raise _refused(TOO_BIG)
    return Rewritten(out.getvalue(), mime_type, image.width, image.height)


def _refused(words: str) -> Invalid:
    return Invalid("bad_image", words, errors={"file": [words]})
