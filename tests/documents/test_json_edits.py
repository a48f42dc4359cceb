"""Edits as values: patches read and written, differences found, edits moved over others; nothing of it guesses."""

import random
import time

import pytest
from diff_match_patch import diff_match_patch

from signaling.documents.changes import TextEdit
from signaling.documents.diff import diff
from signaling.documents.patch import BadPatch, DoesNotApply, edits_of_patch, parse_patch, patch_of_edits
from signaling.documents.rebase import apply, join_nearest, rebase
from signaling.documents.text import cuts_character, from_units, to_units, utf16_length
from signaling.documents.text_edits import inverse_of

ALPHABET = [
    "a",
    "b",
    "\n",
    " ",
    "é",
    "漢",
    "😀",
    "👩‍🚀",
    "𝒳",
    "%",
    "@",
    "+",
    "-",
    "~",
    "\u2028",
    "word ",
    "x = 1\n",
]


def some_text(chance: random.Random, most: int = 40) -> str:
    return "".join(chance.choice(ALPHABET) for _ in range(chance.randrange(most)))


def some_edits(chance: random.Random, text: str) -> list[TextEdit]:
    """Edits on character boundaries, ascending."""
    places = sorted(chance.randrange(len(text) + 1) for _ in range(2 * chance.randrange(4)))
    edits = []
    for start, end in zip(places[::2], places[1::2], strict=True):
        insert = some_text(chance, 4)
        if insert or end > start:
            edits.append(TextEdit(utf16_length(text[:start]), utf16_length(text[start:end]), insert))
    return edits


def patched(text: str, edits: list[TextEdit]) -> str:
    return from_units(apply(to_units(text), edits))


def theirs(before: str, after: str) -> str:
    """What diff-match-patch's own code makes; of text without characters above U+FFFF, which it counts once."""
    library = diff_match_patch()
    return str(library.patch_toText(library.patch_make(before, after)))


@pytest.mark.parametrize("seed", range(60))
def test_a_patch_says_what_the_edits_do(seed: int) -> None:
    chance = random.Random(seed)
    text = some_text(chance)
    edits = some_edits(chance, text)
    patch = patch_of_edits(to_units(text), edits)
    again = edits_of_patch(to_units(text), parse_patch(patch))
    assert patched(text, again) == patched(text, edits)


@pytest.mark.parametrize("seed", range(40))
def test_the_library_applies_our_patches_and_we_apply_its(seed: int) -> None:
    """Without characters above U+FFFF: the library in Python counts those once."""
    chance = random.Random(seed)
    text = "".join(c for c in some_text(chance, 80) if c <= "\uffff")
    edits = [
        TextEdit(e.at, e.delete, "".join(c for c in e.insert if c <= "\uffff"))
        for e in some_edits(chance, text)
    ]
    after = patched(text, edits)
    library = diff_match_patch()
    ours = library.patch_fromText(patch_of_edits(to_units(text), edits))
    result, applied = library.patch_apply(ours, text)
    assert all(applied)
    assert result == after
    made = library.patch_toText(library.patch_make(text, after))
    assert patched(text, edits_of_patch(to_units(text), parse_patch(made))) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("😀", "😀😀"),
        ("a😀b", "ab"),
        ("😀😁", "😁"),  # the two share their first half
        ("😀", "👀"),
        ("x" * 50 + "😀" + "y" * 50, "x" * 50 + "y" * 50),
        ("漢字", "漢😀字"),
        ("", "😀"),
        ("😀", ""),
    ],
)
def test_characters_of_two_units_are_never_cut(before: str, after: str) -> None:
    edits = diff(before, after)
    assert not any(
        cuts_character(to_units(before), place) for e in edits for place in (e.at, e.at + e.delete)
    )
    patch = patch_of_edits(to_units(before), edits)
    assert patched(before, edits_of_patch(to_units(before), parse_patch(patch))) == after


def test_an_offset_inside_a_character_does_not_apply() -> None:
    with pytest.raises(DoesNotApply):
        edits_of_patch(to_units("😀"), parse_patch("@@ -1,0 +2 @@\n+x\n"))
    assert edits_of_patch(to_units("😀"), parse_patch("@@ -2,0 +3 @@\n+x\n")) == [TextEdit(2, 0, "x")]


@pytest.mark.parametrize(
    "patch",
    [
        "@@ -1,3 +1,3 @@\n-abd\n+xyz\n",  # another text
        "@@ -3,3 +3,3 @@\n-bcd\n+xyz\n",  # one further
        "@@ -2,3 +2,4 @@\n bcd\n+x\n@@ -90,3 +90,3 @@\n-xyz\n+abc\n",  # the first would do
        "@@ -50,0 +51 @@\n+x\n",  # after the end
        "@@ -5,3 +5,4 @@\n ef\n+x\n h\n",
    ],
)
def test_a_patch_applies_exactly_or_not_at_all(patch: str) -> None:
    with pytest.raises(DoesNotApply):
        edits_of_patch(to_units("abcdefg"), parse_patch(patch))


def test_hunks_count_in_what_the_hunks_before_them_left() -> None:
    text = "one two three four five six seven eight nine ten"
    after = "ONE two three four five six seven eight nine TEN!"
    patch = theirs(text, after)
    assert patch.count("@@ -") == 2
    assert patched(text, edits_of_patch(to_units(text), parse_patch(patch))) == after


@pytest.mark.parametrize(
    "patch",
    [
        "junk",
        "@@ -1 +1 @@\n?x\n",
        "@@ -1,2 +1 @@\n-a\n+b\n",  # lengths that are not those of the lines
        "@@ -1 +1,2 @@\n-a\n+😀x\n",
        "@@ -0 +0 @@\n a\n",
        "@@ -1 +1 @@\n-a\n+%zz\n",
        "@@ -1 +1 @@\n-a\n+%\n",
        "@@ -1,0 +1 @@\n+%ED%A0%BD\n",  # half a character
        "@@ -1,0 +1 @@\n+%FF\n",
        "@@ -1,0 +1 @@\n+%0D\n",
        "@@ -1,0 +1 @@\n+\r\n",
        "@@ -99999999999999999999 +1 @@\n+a\n",
        "@@ -1,0 +1 @@\n+a\n" * 2001,
    ],
)
def test_what_is_no_patch_is_refused(patch: str) -> None:
    with pytest.raises(BadPatch):
        parse_patch(patch)


def test_hunks_that_go_backwards_are_refused() -> None:
    with pytest.raises(BadPatch):
        edits_of_patch(to_units("abcdef"), parse_patch("@@ -5 +5 @@\n-e\n+E\n@@ -1 +1 @@\n-a\n+A\n"))


@pytest.mark.parametrize("seed", range(60))
def test_a_difference_makes_the_one_of_the_other(seed: int) -> None:
    chance = random.Random(seed)
    before = some_text(chance)
    after = chance.choice([some_text(chance), patched(before, some_edits(chance, before))])
    edits = diff(before, after, max_steps=chance.choice([0, 20, 100_000]))
    assert patched(before, edits) == after


def test_a_difference_is_small_where_little_changed() -> None:
    before = "def f(a, b):\n    return a + b\n\n\nprint(f(1, 2))\n" * 20
    after = before.replace("return a + b", "return a - b", 1).replace(
        "print(f(1, 2))\n", "print(f(1, 3))\n", 1
    )
    edits = diff(before, after)
    assert len(edits) == 2
    assert sum(edit.delete + len(edit.insert) for edit in edits) == 4


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ab" * 64_000, "ba" * 64_000),
        ("\n" * 128_000, "x\n" * 64_000),
        ("a\n" * 60_000, "b\n" * 60_000),
        ("".join(f"{n}\n" for n in range(20_000)), "".join(f"{n}\n" for n in range(20_000, 0, -1))),
        ("a b " * 30_000, "b a " * 30_000),
    ],
)
def test_a_hostile_difference_takes_bounded_time(before: str, after: str) -> None:
    start = time.thread_time()
    edits = diff(before, after)
    assert time.thread_time() - start < 2
    assert patched(before, edits) == after


@pytest.mark.parametrize("seed", range(100))
def test_moved_edits_keep_what_both_inserted(seed: int) -> None:
    chance = random.Random(seed)
    text = some_text(chance)
    mine, other = some_edits(chance, text), some_edits(chance, text)
    between = patched(text, other)
    moved = rebase(mine, other)
    units = to_units(between)
    at = 0
    for edit in moved:
        assert at <= edit.at
        at = edit.at + edit.delete
        assert at <= len(units)
        assert not cuts_character(units, edit.at)
        assert not cuts_character(units, at)
    result = from_units(apply(units, moved))
    gone = set()
    for edit in [*mine, *other]:
        gone |= set(range(edit.at, edit.at + edit.delete))
    assert utf16_length(result) == len(to_units(text)) - len(gone) + sum(
        utf16_length(edit.insert) for edit in [*mine, *other]
    )
    for edit in mine:
        assert edit.insert in result


def test_of_two_insertions_at_one_place_the_one_that_is_there_comes_first() -> None:
    assert rebase([TextEdit(3, 0, "mine")], [TextEdit(3, 0, "theirs")]) == [TextEdit(9, 0, "mine")]


def test_what_is_typed_into_what_somebody_deletes_stays() -> None:
    text = "keep gone keep"
    mine, other = [TextEdit(5, 4, "")], [TextEdit(7, 0, "NEW")]
    assert patched(patched(text, other), rebase(mine, other)) == "keep NEW keep"
    assert patched(patched(text, mine), rebase(other, mine)) == "keep NEW keep"


@pytest.mark.parametrize("seed", range(40))
def test_an_inverse_leads_back(seed: int) -> None:
    chance = random.Random(seed)
    text = some_text(chance)
    edits = some_edits(chance, text)
    back = inverse_of(edits, to_units(text))
    assert patched(patched(text, edits), back) == text


@pytest.mark.parametrize("seed", range(40))
def test_fewer_edits_do_the_same(seed: int) -> None:
    chance = random.Random(seed)
    text = some_text(chance, 80)
    edits = some_edits(chance, text)
    most = chance.randrange(1, 4)
    fewer = join_nearest(edits, to_units(text), most)
    assert len(fewer) <= most
    assert patched(text, fewer) == patched(text, edits)


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_patch_is_read_refused_or_does_not_apply_and_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        text = some_text(chance, 80)
        patch = list(patch_of_edits(to_units(text), some_edits(chance, text)))
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(patch) + 1)
            patch[at : at + chance.randrange(3)] = chance.choice(
                ["", "%", "-", "@@", "9", "\n", "+x", "😀", "\0"]
            )
        try:
            edits = edits_of_patch(to_units(text), parse_patch("".join(patch)))
        except (BadPatch, DoesNotApply):
            continue
        patched(text, edits)


@pytest.mark.parametrize(
    "patch",
    [
        "@@ -1,0 +1 @@\n+a\n" * 2000,
        "@@ -1 +1 @@\n a\n" * 2000,
        "".join(f"@@ -{n} +{n},2 @@\n-a\n+bc\n" for n in range(1, 4000, 2)),
        "@@ -1,120000 +1,120000 @@\n " + "a" * 120_000 + "\n",
        "@@ -1,0 +1,40000 @@\n+" + "%41" * 40_000 + "\n",
        "\n" * 128_000,
        "@" * 128_000,
        "%" * 128_000,
    ],
)
def test_a_hostile_patch_takes_bounded_time(patch: str) -> None:
    units = to_units("a" * 130_000)
    start = time.thread_time()
    try:
        edits = edits_of_patch(units, parse_patch(patch))
    except (BadPatch, DoesNotApply):
        edits = []
    for _ in range(200):
        edits = rebase(join_nearest(edits, units, 1000), [TextEdit(5, 1, "xx")])
    assert time.thread_time() - start < 2
