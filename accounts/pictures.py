"""People's pictures: what is uploaded is read once, carefully, and only our own small rewriting of it is kept.

Who may fetch one: whoever knows its address. The address is made with the instance's key, so nobody guesses it, and
it is told only where the person's name is told too (their own profile, the rooms that they are in). That lets guests
see pictures and browsers keep them for a year; a changed or removed picture is gone from its address at once.
"""

import io
import threading

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from PIL import Image, ImageOps

from accounts.models import Picture, User
from fusemeet.errors import Invalid, Unavailable

SIDE = 256  # pixels
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000  # what telephones take; decoded it is held in memory at four bytes each
MOST_SCANS = 100
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
TOO_BIG = "A picture has at most 5 MB. Make it smaller and try again."
TOO_MANY_PIXELS = "A picture has at most 25 megapixels. Make it smaller and try again."
WAIT_SECONDS = 10
UNREADABLE = "That is not a picture we can read. Choose a JPEG, PNG, WebP or GIF file."

_one_at_a_time = threading.BoundedSemaphore(1)  # decoding takes some 200 MB for a moment


def save_picture(*, user: User, data: bytes) -> User:
    """Makes `data` (an image file, 5 MB at most) the picture of `user`, who is returned as they are now.

    Raises Invalid with `errors` under `picture` for what is too big or no JPEG, PNG, WebP or GIF, and Unavailable while
    too many others are at it.
    """
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        sentence = "Many people change their pictures at this moment. Please try again in a few seconds."
        raise Unavailable("busy", sentence, retry_after=WAIT_SECONDS)
    try:
        small = shrink(data)
    finally:
        _one_at_a_time.release()
    # One person's picture has an address of its own, even where somebody else has the same one.
    digest = salted_hmac("accounts.picture", f"{user.pk}:".encode() + small, algorithm="sha256").hexdigest()
    with transaction.atomic():
        found = User.objects.select_for_update().get(pk=user.pk)
        Picture.objects.update_or_create(user=found, defaults={"digest": digest, "data": small})
        found.profile_image_url = reverse("picture", args=[digest])
        found.save(update_fields=["profile_image_url", "updated_at"])
    return found


def delete_picture(*, user: User) -> User:
    """Takes the picture away; without one, nothing happens."""
    with transaction.atomic():
        found = User.objects.select_for_update().get(pk=user.pk)
        Picture.objects.filter(user=found).delete()
        found.profile_image_url = ""
        found.save(update_fields=["profile_image_url", "updated_at"])
    return found


def find_picture(*, digest: str) -> bytes | None:
    """The WebP file of this address, or None."""
    data = Picture.objects.filter(digest=digest).values_list("data", flat=True).first()
    return None if data is None else bytes(data)


def full_picture_url(user: User) -> str | None:
    """Where other clients than our own pages find the picture."""
    return f"{settings.SITE_URL}{user.picture_path}" if user.picture_path else None


def shrink(data: bytes) -> bytes:
    """A square WebP of 256 pixels, upright and without a word of what the file said about camera, place or time."""
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
            image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is decoded at a fraction of its size
            return _rewritten(image)
    except Invalid:
        raise
    except Exception:  # decoders raise whatever a broken file makes them stumble over
        raise _refused(UNREADABLE) from None


def has_too_many_scans(data: bytes) -> bool:
    """Whether the file is a JPEG that says itself over and over: each scan of some bytes is a pass over all pixels.

    Counted are the markers that begin one (ITU-T T.81, B.2.3); among a scan's data these two bytes never stand. A
    progressive file has about ten.
    """
    return data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MOST_SCANS


def _rewritten(image: Image.Image) -> bytes:
    factor = min(image.size) // (2 * SIDE)
    if factor > 1 and image.mode in (
        "RGB",
        "RGBA",
        "L",
    ):  # before what follows makes copies of all its pixels
        exif = image.getexif()
        image = image.reduce(factor)
        image.info["exif"] = exif.tobytes()
    upright = ImageOps.exif_transpose(image)  # of an animation: its first frame
    seen_through = upright.convert("RGBA")
    square = ImageOps.fit(seen_through, (SIDE, SIDE), Image.Resampling.LANCZOS)
    # What is transparent becomes white: a picture looks the same on both themes.
    flat = Image.new("RGB", square.size, "white")
    flat.paste(square, mask=square.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def _refused(words: str) -> Invalid:
    return Invalid("bad_picture", words, errors={"picture": [words]})
