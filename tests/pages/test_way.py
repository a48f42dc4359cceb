"""What a person may type or paste to get into a room."""

import pytest

from rooms.forms import Way, read_way


@pytest.mark.parametrize(
    "text",
    ["abc-defg-hij", "abcdefghij", "  ABC-DEFG-HIJ ", "abc defg hij", "abc--defg hij"],
)
def test_a_code_is_read_with_or_without_its_dashes(text: str) -> None:
    assert read_way(text) == Way("abc-defg-hij")


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("https://meet.example.org/rooms/abc-defg-hij/", Way("abc-defg-hij")),
        ("http://localhost:8000/rooms/abc-defg-hij", Way("abc-defg-hij")),
        ("meet.example.org/rooms/abc-defg-hij/?invite=T0k-en_1", Way("abc-defg-hij", "T0k-en_1")),
        ("/rooms/abc-defg-hij/", Way("abc-defg-hij")),
    ],
)
def test_a_link_is_read_with_its_token_whatever_its_host(text: str, way: Way) -> None:
    assert read_way(text) == way


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "abc-defg-hi",
        "https://example.org/",
        "https://example.org/rooms/",
        "/rooms/../admin",
        "http://[",
        "a/b/c",
    ],
)
def test_anything_else_is_no_way_into_a_room(text: str) -> None:
    assert read_way(text) is None
