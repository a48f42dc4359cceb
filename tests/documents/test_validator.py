"""The validator: every update that pycrdt makes of plain text passes, nothing else does, and bytes never crash it."""

import contextlib
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text, XmlFragment, merge_updates

from signaling.documents.validator import (
    EDIT,
    RULES,
    STORED,
    GapInUpdate,
    first_client,
    parse_update,
)
from signaling.documents.varint import (
    MAX_INTEGER,
    Malformed,
    read_bytes,
    read_state_vector,
    read_uint,
    write_bytes,
    write_state_vector,
    write_uint,
)
from tests.documents.updates import insert, string, update

CODE = RULES["code"]


@given(st.integers(0, MAX_INTEGER))
def test_integers_come_back_as_they_went(number: int) -> None:
    assert read_uint(b"x" + write_uint(number), 1) == (number, 1 + len(write_uint(number)))


@pytest.mark.parametrize("data", [b"", b"\x80", b"\xff" * 7 + b"\x10", b"\xff" * 9 + b"\x01", b"\x80" * 30])
def test_an_integer_that_is_cut_or_too_large_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_uint(data, 0)


def test_a_byte_string_that_is_cut_is_malformed() -> None:
    assert read_bytes(write_bytes(b"abc"), 0) == (b"abc", 4)
    with pytest.raises(Malformed):
        read_bytes(b"\x04abc", 0)


@given(st.dictionaries(st.integers(0, MAX_INTEGER), st.integers(0, 2**31), max_size=20))
def test_state_vectors_come_back_as_they_went(clocks: dict[int, int]) -> None:
    assert read_state_vector(write_state_vector(clocks)) == clocks


@pytest.mark.parametrize("data", [b"\x01\x01", b"\x00\x00", b"\x02\x01\x01\x01\x02", b""])
def test_a_state_vector_with_a_client_twice_or_bytes_left_over_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_state_vector(data)


edits = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.integers(0, 5),
        st.text(st.characters(exclude_characters="\r", codec="utf-8"), max_size=6),
    ),
    max_size=12,
)


@given(edits, st.integers(1, 2**32 - 1))
def test_what_a_client_types_passes_and_is_read_as_the_document_counts_it(
    typed: list[tuple[int, int, str]], client: int
) -> None:
    doc: Doc[Text] = Doc(client_id=client)
    text = doc.get("code", type=Text)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    for start, length, new in typed:
        now = str(text)
        start = min(start, len(now))
        at, end = len(now[:start].encode()), len(now[: start + length].encode())
        if end > at:
            del text[at:end]
        if new:
            text.insert(at, new)
    clock = 0
    for data in [*updates, doc.get_update()]:
        parsed = parse_update(data, CODE)
        for _, start, end in parsed.inserts:
            clock = max(clock, end)
            assert start < end
    assert read_state_vector(doc.get_state()) == ({client: clock} if clock else {})


def test_second_halves_are_where_javascript_counts_them() -> None:
    parsed = parse_update(insert(7, 10, string("é😀a😀")), CODE)
    assert parsed.inserts == [(7, 10, 16)]
    assert parsed.second_halves == [(7, 12), (7, 15)]


def test_a_struct_names_its_neighbours() -> None:
    parsed = parse_update(insert(7, 3, string("x"), left=(1, 2), right=(1, 3)), CODE)
    assert (parsed.left_origins, parsed.right_origins) == ([(1, 2)], [(1, 3)])
    assert parsed.between == [(7, (1, 2), (1, 3))]
    assert first_client(insert(7, 3, string("x"))) == 7
    assert first_client(update([], [(7, [(0, 1)])])) is None


@pytest.mark.parametrize(
    ("why", "data"),
    {
        "nothing": b"",
        "one byte": b"\x00",
        "bytes left over": b"\x00\x00\x00",
        "cut": insert(1, 0, string("hello"))[:-3],
        "a carriage return": insert(1, 0, string("a\rb")),
        "another root": insert(1, 0, string("a"), root=b"board"),
        "an attribute": insert(1, 0, string("a"), parent_sub=b"key"),
        "an attribute beside a neighbour": insert(1, 1, string("a"), left=(2, 0), parent_sub=b"key"),
        "an empty string": insert(1, 0, string("")),
        "an empty deletion": insert(1, 0, write_uint(0), reference=1),
        "no UTF-8": insert(1, 0, write_bytes(b"\xff\xfe")),
        "a lone surrogate": insert(1, 0, write_bytes(b"\xed\xa0\x80")),
        "a collected struct": update([(1, 0, [b"\x00\x05"])]),
        "JSON content": insert(1, 0, b"\x01\x02{}", reference=2),
        "binary content": insert(1, 0, write_bytes(b"x"), reference=3),
        "an embed": insert(1, 0, write_bytes(b"{}"), reference=5),
        "a format": insert(1, 0, write_bytes(b"bold") + write_bytes(b"true"), reference=6),
        "a type": insert(1, 0, b"\x02", reference=7),
        "any content": insert(1, 0, b"\x01\x78", reference=8),
        "a document": insert(1, 0, write_bytes(b"guid") + b"\x76\x00", reference=9),
        "a move": insert(1, 0, b"\x00\x01\x00", reference=11),
        "content nobody knows": insert(1, 0, b"\x00", reference=31),
        "a nested parent": update([(1, 0, [b"\x04\x00\x01\x00" + string("x")])]),
        "a clock beyond 2^31": insert(1, 2**31 - 2, string("abc")),
        "a length beyond 2^31": insert(1, 0, write_uint(2**31), reference=1),
        "a deletion beyond 2^31": update([], [(1, [(2**31 - 2, 3)])]),
        "a deletion of nothing": update([], [(1, [(0, 0)])]),
        "a client twice": update([(1, 0, [b"\x01\x01\x04code\x01"])] * 2),
        "a client for nothing": update([(1, 0, [])]),
        "itself as neighbour": insert(1, 4, string("x"), left=(1, 4)),
        "a later one as right neighbour": insert(1, 4, string("x"), right=(1, 9)),
        "the same on both sides": insert(1, 4, string("x"), left=(2, 1), right=(2, 1)),
        "too many clients": update([(n, 0, [b"\x01\x01\x04code\x01"]) for n in range(EDIT.clients + 1)]),
        "too many structs": update([(1, 0, [b"\x01\x01\x04code\x01"] * (EDIT.structs + 1))]),
        "a count out of this world": b"\x01" + write_uint(2**40) + b"\x01\x00",
    }.items(),
)
def test_what_is_no_plain_text_is_malformed(why: str, data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_update(data, CODE)


def test_as_many_clients_and_structs_as_are_allowed_pass() -> None:
    struct = b"\x01\x01\x04code\x01"
    assert (
        len(parse_update(update([(n, 0, [struct]) for n in range(EDIT.clients)]), CODE).inserts)
        == EDIT.clients
    )
    assert parse_update(update([(1, 0, [struct] * EDIT.structs)]), CODE).inserts == [(1, 0, EDIT.structs)]


def test_what_the_server_stored_may_be_larger() -> None:
    stored = update([(1, 0, [b"\x01\x01\x04code\x01"] * (EDIT.structs + 1))])
    assert parse_update(stored, CODE, limits=STORED).inserts == [(1, 0, EDIT.structs + 1)]


def test_structs_left_out_are_a_gap() -> None:
    doc: Doc[Text] = Doc(client_id=5)
    text = doc.get("code", type=Text)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    for letter in "abc":
        text.insert(0, letter)
    with pytest.raises(GapInUpdate):
        parse_update(merge_updates(updates[0], updates[2]), CODE)


@pytest.mark.parametrize("kind", [Map, Array, XmlFragment])
def test_other_types_are_malformed(kind: type) -> None:
    doc: Doc = Doc()
    root = doc.get("code", type=kind)
    if kind is Map:
        root["a"] = 1
    elif kind is Array:
        root.append(1)
    else:
        root.children.append("text")
    with pytest.raises(Malformed):
        parse_update(doc.get_update(), CODE)


def test_nesting_that_would_crash_the_library_never_reaches_it() -> None:
    nested = b"\x75\x01" * 40_000 + b"\x78"
    with pytest.raises(Malformed):
        parse_update(insert(1, 0, b"\x01" + nested, reference=8), CODE)


@given(st.binary(max_size=200))
def test_random_bytes_are_read_or_malformed(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        parse_update(data, CODE)


def test_a_keystroke_is_checked_in_a_few_microseconds() -> None:
    doc: Doc[Text] = Doc(client_id=3_735_928_559)
    text = doc.get("code", type=Text)
    text += "def main():\n    pass\n" * 50
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    text.insert(100, "x")
    best = min(_time(updates[0]) for _ in range(20))
    assert best < 100e-6, f"{best * 1e6:.1f} µs"


def _time(data: bytes) -> float:
    start = time.thread_time()
    for _ in range(100):
        parse_update(data, CODE)
    return (time.thread_time() - start) / 100


def test_the_largest_updates_are_checked_in_time() -> None:
    struct = b"\xc4\x01\x00\x01\x01\x01x"
    data = update(
        [(9, 0, [struct] * EDIT.structs)], [(1, [(random.Random(n).randrange(99), 1) for n in range(50_000)])]
    )
    start = time.thread_time()
    parse_update(data, CODE)
    assert time.thread_time() - start < 2
