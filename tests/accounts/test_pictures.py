"""People's pictures: what may be one, what is kept of it, and who finds it."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image, TiffImagePlugin

from accounts import pictures
from accounts.models import Picture, User
from accounts.pictures import MOST_BYTES, save_picture, shrink
from accounts.sessions import TokenPair
from fusemeet.errors import Invalid, Unavailable
from tests.accounts.conftest import HTML, browser, csrf

pytestmark = pytest.mark.django_db
RED, BLUE = (220, 20, 20), (20, 20, 220)


def a_picture(kind: str = "PNG", size: tuple[int, int] = (400, 300), mode: str = "RGB", **save: Any) -> bytes:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **save)
    return out.getvalue()


def put(client: Client, data: bytes, name: str = "me.png", **extra: Any) -> Any:
    form = encode_multipart(BOUNDARY, {"picture": SimpleUploadedFile(name, data)})
    return client.put("/api/auth/profile/picture", form, content_type=MULTIPART_CONTENT, **extra)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel[:3], colour, strict=True))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_kind_of_picture_becomes_a_small_square_webp(kind: str) -> None:
    image = opened(shrink(a_picture(kind)))
    assert (image.format, image.size) == ("WEBP", (256, 256))
    assert near(image.getpixel((30, 128)), RED)
    assert near(image.getpixel((226, 128)), BLUE)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1"])
def test_every_way_of_writing_colours_is_read(mode: str) -> None:
    assert opened(shrink(a_picture(mode=mode))).size == (256, 256)


def test_of_an_animation_the_first_picture_is_kept() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, BLUE)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert near(opened(shrink(out.getvalue())).getpixel((128, 128)), RED)


def test_a_picture_stands_upright_and_says_nothing_of_place_and_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter: what is on the left belongs on top
    exif[0x010F] = "SecretCameraMaker"
    exif.get_ifd(0x8825)[2] = (TiffImagePlugin.IFDRational(48), 8, 15)
    small = shrink(a_picture("JPEG", exif=exif, comment=b"SecretComment"))
    image = opened(small)
    assert near(image.getpixel((128, 30)), RED), "the left side is on top now"
    assert near(image.getpixel((128, 226)), BLUE)
    assert not dict(image.getexif())
    assert b"Secret" not in small
    assert b"EXIF" not in small


def test_a_large_picture_is_upright_and_whole_too() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    for kind, mode in (("PNG", "RGBA"), ("WEBP", "RGB")):
        image = opened(shrink(a_picture(kind, size=(3100, 2300), mode=mode, exif=exif)))
        assert near(image.getpixel((128, 30)), RED) and near(image.getpixel((128, 226)), BLUE)


def test_pictures_are_decoded_one_at_a_time(
    make_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make_user()
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0.05)
    with pictures._one_at_a_time, pytest.raises(Unavailable, match="busy"):
        save_picture(user=user, data=a_picture())
    assert save_picture(user=user, data=a_picture()).profile_image_url


def a_bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it has so many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
REFUSED = {
    "nothing": b"",
    "text": b"not a picture",
    "svg": SVG,
    "html": b"<html><script>alert(1)</script>",
    "half a picture": a_picture("JPEG")[:900],
    "another kind": a_picture("BMP"),
    "a picture of 10^10 pixels": a_bomb(100_000, 100_000),
    "a picture of 26 megapixels": a_bomb(6500, 4000),
    "too many bytes": a_picture() + b"\0" * MOST_BYTES,
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_or_too_much_of_one_is_refused_in_words(data: bytes, pair: TokenPair) -> None:
    with pytest.raises(Invalid) as refused:
        shrink(data)
    assert refused.value.errors
    client = browser(pair)
    answer = put(client, data, headers=csrf(client))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["picture"])
    assert not Picture.objects.exists()


def test_a_picture_with_a_script_behind_it_loses_the_script() -> None:
    assert b"script" not in shrink(a_picture("GIF") + b"<script>alert(1)</script>")


def test_a_picture_is_put_shown_changed_and_taken_away(pair: TokenPair, ada: User) -> None:
    client = browser(pair)
    headers = csrf(client)
    first = put(client, a_picture(), headers=headers).json()["profileImageUrl"]
    assert first.startswith("http://localhost:8000/pictures/")
    path = first.removeprefix("http://localhost:8000")
    found = browser().get(path)
    assert (found.status_code, found["Content-Type"]) == (200, "image/webp")
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Cache-Control"] == "public, max-age=31536000, immutable"
    assert found["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not found.cookies
    assert "Vary" not in found
    assert browser().get(path, headers={"If-None-Match": found["ETag"]}).status_code == 304
    assert path in client.get("/dashboard/", **HTML).content.decode(), "it is in the header's menu"

    second = put(client, a_picture(size=(100, 300)), headers=headers).json()["profileImageUrl"]
    assert second != first
    assert browser().get(path).status_code == 404
    assert client.delete("/api/auth/profile/picture", headers=headers).json()["profileImageUrl"] is None
    assert not Picture.objects.exists()
    assert User.objects.get().picture_path == ""


def test_reading_a_picture_as_a_page_gives_no_cookies(pair: TokenPair, ada: User) -> None:
    client = browser(pair)
    path = put(client, a_picture(), headers=csrf(client)).json()["profileImageUrl"].split(":8000")[1]
    del client.cookies["access"]  # a page would turn the session now, and set cookies
    assert not client.get(path, **HTML).cookies


def test_two_people_with_the_same_picture_have_different_addresses(make_user: Callable[..., User]) -> None:
    from accounts.pictures import save_picture

    paths = {save_picture(user=make_user(), data=a_picture()).picture_path for _ in range(2)}
    assert len(paths) == 2


def test_a_form_of_a_foreign_page_does_not_change_a_picture(pair: TokenPair) -> None:
    client = browser(pair)
    token = csrf(client)["X-CSRFToken"]
    assert put(client, a_picture()).json()["code"] == "csrf_failed"
    inside = encode_multipart(
        BOUNDARY, {"picture": SimpleUploadedFile("a.png", a_picture()), "csrfmiddlewaretoken": token}
    )
    refused = client.put("/api/auth/profile/picture", inside, content_type=MULTIPART_CONTENT)
    assert refused.status_code == 403, "a token in the body is no proof: a form could carry it"
    assert client.delete("/api/auth/profile/picture").status_code == 403
    foreign = client.post("/profile/picture/", {"picture": SimpleUploadedFile("a.png", a_picture())})
    assert foreign.status_code == 403
    assert not Picture.objects.exists()


def test_a_picture_is_for_those_with_an_account(api: Callable[..., Any]) -> None:
    assert put(browser(), a_picture()).status_code == 401
    assert put(api(), a_picture()).status_code == 401


def test_a_form_with_absurd_fields_is_refused_and_not_an_error(pair: TokenPair) -> None:
    client = browser(pair)
    for fields in ({f"f{n}": "x" for n in range(2000)}, {"words": "x" * 2_000_000}):
        form = encode_multipart(BOUNDARY, fields)
        answer = client.put(
            "/api/auth/profile/picture", form, content_type=MULTIPART_CONTENT, headers=csrf(client)
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_form")
    without = put(client, b"", headers=csrf(client))
    assert without.status_code == 400


def test_the_twenty_first_picture_of_an_hour_is_refused(pair: TokenPair) -> None:
    client = browser(pair)
    headers = csrf(client)
    answers = [put(client, b"no picture", headers=headers).status_code for _ in range(21)]
    assert answers == [400] * 20 + [429]


# --- the page ------------------------------------------------------------------------------------------------------


def upload(client: Client, data: bytes | None, **fields: str) -> Any:
    client.get("/profile/", **HTML)
    body: dict[str, Any] = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, **fields}
    if data is not None:
        body["picture"] = SimpleUploadedFile("me.png", data)
    return client.post("/profile/picture/", body, **HTML)


def test_the_profile_page_takes_a_picture_and_removes_it(pair: TokenPair) -> None:
    client = browser(pair)
    assert upload(client, a_picture())["Location"] == "/profile/"
    text = client.get("/profile/", **HTML).content.decode()
    assert "Your picture is saved" in text
    assert User.objects.get().picture_path in text
    assert upload(client, None, remove="1")["Location"] == "/profile/"
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"), [(None, "Choose a file first."), (SVG, "not a picture we can read")]
)
def test_what_is_wrong_with_a_file_is_said_under_its_field(
    data: bytes | None, words: str, pair: TokenPair
) -> None:
    page = upload(browser(pair), data)
    assert page.status_code == 200
    text = page.content.decode()
    assert 'id="id_picture_error"' in text
    assert words in text
    assert 'value="Ada Lovelace"' in text, "the rest of the page is there"
