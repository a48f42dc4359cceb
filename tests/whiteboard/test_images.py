"""Images on the board: what may be one, what is kept of it, who may put one there and who sees it."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, TiffImagePlugin

from accounts.pictures import shrink
from fusemeet.errors import Denied, Invalid, Unavailable
from rooms.grants import give_grant
from rooms.services import update_room
from tests.accounts.test_pictures import SVG, a_bomb, near
from tests.whiteboard.conftest import School
from tests.whiteboard.images import BLUE, RED, an_image, with_scans
from whiteboard import images
from whiteboard.images import MOST_BYTES, MOST_SIDE, rewrite, save_image
from whiteboard.models import BoardImage
from whiteboard.visibility import set_visibility

pytestmark = pytest.mark.django_db
Api = Callable[..., Any]


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def upload(api: Api, school: School, user: Any, data: bytes | None = None, **extra: Any) -> Any:
    file = SimpleUploadedFile("a.png", an_image() if data is None else data)
    return api(user).post(f"{school.path}/images", {"file": file}, format="multipart", **extra)


@pytest.mark.parametrize(
    ("kind", "kept"), [("PNG", "PNG"), ("JPEG", "JPEG"), ("WEBP", "WEBP"), ("GIF", "PNG")]
)
def test_each_kind_is_written_anew(kind: str, kept: str) -> None:
    made = rewrite(an_image(kind))
    image = opened(made.data)
    assert (image.format, image.size) == (kept, (40, 30))
    assert made.mime_type == f"image/{kept.lower()}"
    assert (made.width, made.height) == (40, 30)
    assert made.file_id == hashlib.sha256(made.data).hexdigest()[:40]
    assert near(image.convert("RGB").getpixel((5, 15)), RED)
    assert near(image.convert("RGB").getpixel((35, 15)), BLUE)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1"])
def test_every_way_of_writing_colours_is_read(mode: str) -> None:
    assert opened(rewrite(an_image(mode=mode)).data).size == (40, 30)


def test_what_is_clear_stays_clear() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (1, 2, 3, 0)).save(out, "PNG")
    assert opened(rewrite(out.getvalue()).data).getpixel((4, 4))[3] == 0


def test_an_image_stands_upright_and_says_nothing_of_place_and_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter: what is on the left belongs on top
    exif[0x010F] = "SecretCameraMaker"
    exif.get_ifd(0x8825)[2] = (TiffImagePlugin.IFDRational(48), 8, 15)
    for kind, more in (("JPEG", {"comment": b"SecretComment"}), ("PNG", {}), ("WEBP", {})):
        made = rewrite(an_image(kind, exif=exif, icc_profile=b"SecretProfile", **more))
        image = opened(made.data)
        assert image.size == (made.width, made.height) == (30, 40)
        assert near(image.convert("RGB").getpixel((15, 5)), RED), kind
        assert b"Secret" not in made.data
        assert not dict(image.getexif())


def test_of_an_animation_the_first_picture_is_kept() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (16, 16), colour) for colour in (RED, BLUE)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    image = opened(rewrite(out.getvalue()).data)
    assert near(image.convert("RGB").getpixel((8, 8)), RED)
    assert getattr(image, "n_frames", 1) == 1


def test_a_large_image_is_made_smaller() -> None:
    made = rewrite(an_image("JPEG", size=(4000, 1000)))
    assert (made.width, made.height) == (MOST_SIDE, MOST_SIDE // 4)


def test_what_stands_behind_the_image_is_gone() -> None:
    data = an_image() + b"<script>alert(1)</script>"
    assert b"script" not in rewrite(data).data


def test_a_file_of_more_passes_over_its_pixels_than_a_photo_needs_is_refused(
    api: Api, school: School
) -> None:
    assert opened(rewrite(with_scans(100)).data).size == (40, 30)
    assert near(opened(shrink(with_scans(100))).getpixel((30, 128)), RED)
    for read in (rewrite, shrink):
        with pytest.raises(Invalid):
            read(with_scans(101))
    answer = upload(api, school, school.teacher, with_scans(5000))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_image")
    # In other files the two bytes are bytes like any others.
    assert rewrite(an_image() + b"\xff\xda" * 200).mime_type == "image/png"


def test_a_right_that_goes_while_an_image_is_read_is_gone(school: School) -> None:
    host = school.member(school.teacher)
    update_room(member=host, changes={"allowDraw": True})
    ann, other = school.member(school.ann), an_image(size=(50, 50))
    assert save_image(member=ann, data=an_image()).pk
    update_room(member=host, changes={"allowDraw": False})
    for data in (an_image(), other):
        with pytest.raises(Denied, match="forbidden"):
            save_image(member=ann, data=data)
    assert BoardImage.objects.count() == 1


REFUSED = {
    "nothing": b"",
    "text": b"no image",
    "svg": SVG,
    "html": b"<html><script>alert(1)</script>",
    "half an image": an_image("JPEG", size=(400, 300))[:900],
    "another kind": an_image("BMP"),
    "10^10 pixels": a_bomb(100_000, 100_000),
    "too many bytes": an_image() + bytes(MOST_BYTES),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_is_no_image_or_too_much_of_one_is_refused_in_words(
    data: bytes, api: Api, school: School
) -> None:
    with pytest.raises(Invalid, match="bad_image"):
        rewrite(data)
    if data:
        answer = upload(api, school, school.teacher, data)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_image")
    assert not BoardImage.objects.exists()


def test_who_may_draw_puts_images_there_and_who_sees_the_board_sees_them(api: Api, school: School) -> None:
    refused = upload(api, school, school.ann)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    update_room(member=school.member(school.teacher), changes={"allowDraw": True})
    answer = upload(api, school, school.ann)
    assert answer.status_code == 201
    told = answer.json()
    assert told == {"fileId": told["fileId"], "mimeType": "image/png", "width": 40, "height": 30}
    image = BoardImage.objects.get()
    assert (image.uploaded_by, image.size) == (str(school.ann.pk), len(bytes(image.data)))
    seen = api(school.ben).get(f"{school.path}/images/{told['fileId']}")
    assert seen.status_code == 200
    assert (seen.content, seen["Content-Type"]) == (bytes(image.data), "image/png")
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert seen["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "private" in seen["Cache-Control"] and "no-cache" in seen["Cache-Control"]


def test_the_right_is_asked_for_each_time_even_of_a_browser_that_has_it(api: Api, school: School) -> None:
    path = f"{school.path}/images/{upload(api, school, school.teacher).json()['fileId']}"
    tag = api(school.ben).get(path)["ETag"]
    again = api(school.ben).get(path, HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")
    set_visibility(room=school.room.pk, person=str(school.teacher.pk), visible=False)
    hidden = api(school.ben).get(path, HTTP_IF_NONE_MATCH=tag)
    unknown = api(school.ben).get(f"{school.path}/images/{'0' * 40}")
    assert (hidden.status_code, hidden.json()) == (unknown.status_code, unknown.json())
    assert hidden.status_code == 404
    assert api(school.second).get(path).status_code == 200
    give_grant(member=school.member(school.teacher), user_id=str(school.ben.pk), ability="see_board")
    assert api(school.ben).get(path).status_code == 200
    assert api().get(path).status_code == 401


def test_the_same_image_is_one_row_and_a_rooms_total_is_bounded(
    api: Api, school: School, settings: Any
) -> None:
    first = upload(api, school, school.teacher).json()
    settings.BOARD_IMAGE_BYTES = BoardImage.objects.get().size
    assert upload(api, school, school.second).json() == first
    assert BoardImage.objects.get().uploaded_by == str(school.teacher.pk)
    full = upload(api, school, school.teacher, an_image(size=(50, 50)))
    assert (full.status_code, full.json()["code"]) == (409, "board_full")
    assert BoardImage.objects.count() == 1


def test_an_image_of_another_room_is_unknown(api: Api, school: School, make_room: Any) -> None:
    file_id = upload(api, school, school.teacher).json()["fileId"]
    other = make_room(owner=school.teacher)
    assert (
        api(school.teacher).get(f"/api/rooms/{other.room_id}/whiteboard/images/{file_id}").status_code == 404
    )


def test_images_are_decoded_one_at_a_time(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "WAIT_SECONDS", 0.05)
    member = school.member(school.teacher)
    with images._one_at_a_time, pytest.raises(Unavailable, match="busy"):
        save_image(member=member, data=an_image())
    assert save_image(member=member, data=an_image()).pk


def test_a_form_without_a_file_is_refused(api: Api, school: School) -> None:
    answer = api(school.teacher).post(f"{school.path}/images", {"file": "text"}, format="multipart")
    assert answer.status_code == 400
