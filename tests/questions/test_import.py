"""Questions out of files as people have them, and back: every kind is read, what is wrong is said by its line."""

import io
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from questions.importing import likely_kind
from questions.markdown import read_markdown, write_markdown
from questions.models import LibraryQuestion
from questions.tables import read_csv, write_csv
from questions.texts import Words, clean_words

IMPORT = "/api/questions/library/import"
EXPORT = "/api/questions/library/export"
AWKWARD = [
    "=1+1",
    "'=1+1",
    "''@cmd",
    "+49 170",
    "-1",
    "@SUM(A1)",
    "'quoted'",
    'She said "why?", and left; twice',
    "one\n\ntwo\n  three\n\n## Hard · Trick\nbody",
    "## Medium · X",
    "\\## escaped",
    "\\\\## twice",
    "# title",
    "- item\n- item",
    "```python\n## comment\nx = 1\n```",
    "größer, Ünïcode 漢字 😀",
    "a\tb",
    "＝full width",
    "|pipe",
    "%percent",
    "trailing hashes ##",
    "x" * 10_000,
]


@pytest.mark.parametrize(("write", "read"), [(write_markdown, read_markdown), (write_csv, read_csv)])
def test_what_is_exported_is_read_again_as_it_was(write: Any, read: Any) -> None:
    words = [
        clean_words(question=text, difficulty=difficulty, category=category)
        for text, difficulty, category in zip(
            AWKWARD,
            ["EASY", "MEDIUM", "HARD", "EXPERT"] * 6,
            ["GENERAL", "=cat", "A · B", "c,d;e", "#"] * 5,
            strict=False,
        )
    ]
    drafts = read("".join(write(words)))
    assert [draft.problem for draft in drafts] == [""] * len(words)
    again = [clean_words(question=d.question, difficulty=d.difficulty, category=d.category) for d in drafts]
    assert again == words


def test_no_cell_of_the_export_is_a_formula() -> None:
    rows = "".join(write_csv(Words(text, category=text[:20].replace("\n", " ")) for text in AWKWARD)).split(
        "\r\n"
    )
    for row in rows[1:]:
        for cell in row.split('","'):
            assert cell.strip('"')[:1] not in set("=+-@\t|%＝＋－＠"), cell


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("question,difficulty,category\nWhy?,HARD,X\n", [("Why?", "HARD", "X")]),
        ("Category;Question\nX;Why, or how?\n", [("Why, or how?", "", "X")]),
        ('sep=;\r\nquestion;difficulty\r\n"Why;\nnot?";easy\r\n', [("Why;\nnot?", "easy", "")]),
        ("Why?\thard\tX\nHow?\teasy\t\n", [("Why?", "hard", "X"), ("How?", "easy", "")]),
        ("Why, and how?\nWho; where?\n", [("Why, and how?", "", ""), ("Who; where?", "", "")]),
        ("\n\nWhy?;HARD;X;;\n", [("Why?", "HARD", "X")]),
        ("\ufeffquestion\nWhy?\n", [("Why?", "", "")]),
    ],
)
def test_a_table_is_read_with_any_separator_and_with_names_or_without(
    text: str, found: list[tuple[str, str, str]]
) -> None:
    drafts = read_csv(text)
    assert [(d.question, d.difficulty, d.category) for d in drafts] == found
    assert not any(d.problem for d in drafts)


def test_lines_are_counted_as_the_reader_sees_them() -> None:
    drafts = read_csv('sep=;\nquestion;difficulty\n"a\nb";HARD\n\nc;EASY\nd;EASY;x;y\n"open;EASY\n')
    assert [(d.line, d.question, bool(d.problem)) for d in drafts] == [
        (3, "a\nb", False), (6, "c", False), (7, "d", True), (8, "", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("## Hard · X\n\nWhy?\n", [(1, "Why?", "Hard", "X")]),
        ("# Mine\n\n## EXPERT\nWhy?\n\n## What is `this`?\nGive an example.\n", [
            (3, "Why?", "EXPERT", ""), (6, "What is `this`?\nGive an example.", "", ""),
        ]),
        ("- Why?\n- How?\n  And when?\n\n3. Who?\n", [
            (1, "Why?", "", ""), (2, "How?\nAnd when?", "", ""), (5, "Who?", "", ""),
        ]),
        ("Why?\r\nReally?\r\n\r\nHow?\r\n", [(1, "Why?\nReally?", "", ""), (4, "How?", "", "")]),
    ],
)  # fmt: skip
def test_markdown_is_read_by_headings_lists_or_paragraphs(text: str, found: list[Any]) -> None:
    assert [(d.line, d.question.strip(), d.difficulty, d.category) for d in read_markdown(text)] == found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("question,category\nWhy?,Logic", "csv"),
        ('"Question";"Difficulty"\n# Why?;EASY', "csv"),
        ("Why?,EASY\nHow?,HARD", "csv"),
        ("question\nWhy?", "markdown"),
        ("A question, please\n\nWhy?", "markdown"),
        ("- Why, easy?\n- How?", "markdown"),
    ],
)
def test_a_text_that_does_not_say_what_it_is_is_a_table_by_its_names_or_difficulties(
    text: str, kind: str
) -> None:
    assert likely_kind(text) == kind


def upload(client: Any, data: bytes, name: str = "q.csv", **fields: Any) -> Any:
    query = "?preview=1" if fields.pop("preview", False) else ""
    return client.post(
        f"{IMPORT}{query}", {"file": SimpleUploadedFile(name, data), **fields}, format="multipart"
    )


TABLE = "question;difficulty;category\nWarum ist größer schöner?;HARD;Prüfung – 1 €\n"


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32"])
def test_a_table_comes_in_whatever_encoding_a_spreadsheet_wrote_it(
    api: Callable[..., Any], make_user: Callable[..., Any], encoding: str
) -> None:
    user = make_user()
    answer = upload(api(user), TABLE.encode(encoding))
    assert answer.status_code == 200, answer.content
    assert answer.json()["added"] == 1 and answer.json()["format"] == "csv"
    kept = LibraryQuestion.objects.get(owner=user)
    assert (kept.question, kept.category) == ("Warum ist größer schöner?", "Prüfung – 1 €")


@pytest.mark.django_db
def test_latin_1_is_read_as_well(api: Callable[..., Any], make_user: Callable[..., Any]) -> None:
    upload(api(user := make_user()), "question;difficulty\nÄpfel für Ödön?;easy\n".encode("latin-1"))
    assert LibraryQuestion.objects.get(owner=user).question == "Äpfel für Ödön?"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"PK\x03\x04\x14\x00", "cannot_read", "workbook"),
        (b"%PDF-1.7\n...", "cannot_read", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "cannot_read", "old Excel"),
        (b"\xff\xfe\x00", "cannot_read", "not text"),
        (bytes(range(256)) * 4, "cannot_read", "not text"),
        (b"\n\n  \n", "nothing_to_import", "no question"),
        (b"q,EASY\n" * 1_001, "too_many_questions", "1,000"),
        (b"x" * (512 * 1024 + 1), "too_large", "512 KB"),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_to_do(
    api: Callable[..., Any], make_user: Callable[..., Any], data: bytes, code: str, said: str
) -> None:
    answer = upload(api(make_user()), data)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert said in answer.json()["message"]
    assert not LibraryQuestion.objects.exists()


MIXED = "question,difficulty,category\nnew,EASY,G\nnew,HARD,G\nkept,EASY,G\nbad,TRICKY,G\n,EASY,G\n"


@pytest.mark.django_db
def test_a_preview_says_line_by_line_what_would_happen_and_writes_nothing(
    api: Callable[..., Any], make_user: Callable[..., Any]
) -> None:
    user = make_user()
    client = api(user)
    client.post("/api/questions/library", {"question": "kept"}, format="json")
    answer = upload(client, MIXED.encode(), preview=True).json()
    assert [(line["line"], line["state"]) for line in answer["lines"]] == [
        (2, "ok"), (3, "duplicate"), (4, "kept"), (5, "invalid"), (6, "invalid"),
    ]  # fmt: skip
    assert answer["counts"] == {"ok": 1, "kept": 1, "duplicate": 1, "invalid": 2} and answer["added"] == 0
    assert "TRICKY" in answer["lines"][3]["message"]
    assert LibraryQuestion.objects.filter(owner=user).count() == 1
    refused = upload(client, MIXED.encode())
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_lines")
    assert list(refused.json()["errors"]) == ["line 5", "line 6"]
    assert LibraryQuestion.objects.filter(owner=user).count() == 1, "nothing half done"
    taken = client.post(IMPORT, {"text": MIXED, "format": "csv", "skipInvalid": True}, format="json")
    assert taken.json()["added"] == 1
    assert upload(client, MIXED.encode(), skipInvalid="true").json()["added"] == 0
    assert set(LibraryQuestion.objects.filter(owner=user).values_list("question", flat=True)) == {
        "kept",
        "new",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["markdown", "csv"])
def test_a_library_goes_out_and_comes_in_at_somebody_elses_as_it_was(
    api: Callable[..., Any], make_user: Callable[..., Any], kind: str
) -> None:
    ada, ben = make_user(), make_user()
    for text in AWKWARD[:-1]:
        api(ada).post(
            "/api/questions/library",
            {"question": text, "difficulty": "HARD", "category": "=x"},
            format="json",
        )
    out = api(ada).get(f"{EXPORT}?format={kind}")
    assert out.status_code == 200 and "attachment" in out["Content-Disposition"]
    name = "q.csv" if kind == "csv" else "q.md"
    assert upload(api(ben), out.content, name).json()["added"] == len(AWKWARD) - 1
    columns = ("question", "difficulty", "category")
    theirs = [
        list(LibraryQuestion.objects.filter(owner=one).order_by("id").values_list(*columns))
        for one in (ada, ben)
    ]
    assert theirs[0] == theirs[1]
    assert api(ada).get(f"{EXPORT}?format=pdf").status_code == 400
    assert api().get(EXPORT).status_code == 401


@pytest.mark.django_db
def test_a_form_that_is_too_large_or_has_too_many_fields_is_a_clear_refusal(
    api: Callable[..., Any], make_user: Callable[..., Any]
) -> None:
    client = api(make_user())
    fields = {f"f{number}": "x" for number in range(1_100)}
    answer = client.post(IMPORT, fields | {"file": io.BytesIO(b"a")}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_form")
    answer = client.post(IMPORT, {"file": io.BytesIO(b"x" * 1024 * 1024)}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (400, "too_large")
    assert client.post(IMPORT, {}, format="json").json()["code"] == "nothing_to_import"
    assert client.post(IMPORT, "a=b", content_type="application/x-www-form-urlencoded").status_code == 415


@pytest.mark.parametrize(
    "text",
    ["## a" + " " * 500_000 + "b\n\nwhy?", "## a" + " #" * 250_000 + "b", "- a" + " " * 500_000 + "b"],
    ids=["a heading", "its end", "an item"],
)
def test_one_long_line_is_read_in_time_that_grows_with_its_length(text: str) -> None:
    began = process_time()
    assert len(read_markdown(text)) == 1
    assert process_time() - began < 10  # what looks back at every place takes an hour


@pytest.mark.parametrize(
    ("heading", "title"),
    [("## Graphs ##", "Graphs"), ("## C#", "C#"), ("## Graphs # #  ", "Graphs #"), ("## #", "#")],
)
def test_a_heading_may_be_closed(heading: str, title: str) -> None:
    [draft] = read_markdown(heading)
    assert draft.question == title
