"""Lists as people really have them: who stands on which line, in whatever letters, columns and words."""

from time import process_time

import pytest

from fusemeet.errors import Invalid
from groups.decoding import MOST_BYTES, read_text
from groups.lines import read_entries

Found = list[tuple[str, str, str]]


def people(text: str) -> Found:
    entries = read_entries(text)
    assert not [entry for entry in entries if entry.wrong], entries
    return [(entry.email, entry.full_name, entry.role) for entry in entries]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ada@x.org\nbob@x.org\n", [("ada@x.org", "", ""), ("bob@x.org", "", "")]),
        ("Ada Lovelace <ada@x.org>", [("ada@x.org", "Ada Lovelace", "")]),
        ('"Lovelace, Ada" <ada@x.org>', [("ada@x.org", "Lovelace, Ada", "")]),
        ("Ada <ada@x.org>, Bob <bob@x.org>;", [("ada@x.org", "Ada", ""), ("bob@x.org", "Bob", "")]),
        ("a@x.org, b@x.org; c@x.org d@x.org", [(f"{one}@x.org", "", "") for one in "abcd"]),
        ("Ada Lovelace ada@x.org teacher", [("ada@x.org", "Ada Lovelace", "TEACHER")]),
        ("mailto:ada@x.org", [("ada@x.org", "", "")]),
        ("Ada;Lovelace;ada@x.org", [("ada@x.org", "Ada Lovelace", "")]),
        ("student,ada@x.org,Ada", [("ada@x.org", "Ada", "STUDENT")]),
        ("email;name;role\nada@x.org;Ada;teacher", [("ada@x.org", "Ada", "TEACHER")]),
        ("role\tname\temail\nteacher\tAda\tada@x.org", [("ada@x.org", "Ada", "TEACHER")]),
        (
            "Name;Vorname;E-Mail-Adresse;Rolle\nMüller;Jörg;jm@x.org;Lehrer",
            [("jm@x.org", "Jörg Müller", "TEACHER")],
        ),
        ("Nom,Prénom,Courriel,Rôle\nDupont,Élodie,e@x.fr,élève", [("e@x.fr", "Élodie Dupont", "STUDENT")]),
        ("First name,Last name,Group,Email\nAda,Byron,7b,ada@x.org", [("ada@x.org", "Ada Byron", "")]),
        ("sep=;\nE-mail;Name\nada@x.org;Ada", [("ada@x.org", "Ada", "")]),
        ('Email,Name\nada@x.org,"Lovelace, Ada"', [("ada@x.org", "Lovelace, Ada", "")]),
        ("email\n\n ,, \nada@x.org", [("ada@x.org", "", "")]),
        ("name,email\nAda,", []),
    ],
)
def test_who_stands_in_a_list(text: str, expected: Found) -> None:
    if expected:
        assert people(text) == expected
    else:
        assert [entry.wrong for entry in read_entries(text)] == ["There is no email address on this line."]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Jörg Müller", "no email address"),
        ("ada@x", "not a complete email address"),
        ("a@b@c.org", "not a complete email address"),
        ("@x.org", "not a complete email address"),
        ("a" * 100 + "@x.org", "at most 100 characters"),
        ("Ada <ada@x.org> boss", "“boss” is no role"),
    ],
)
def test_a_wrong_line_says_what_is_wrong_with_it(line: str, says: str) -> None:
    first, wrong = read_entries(f"good@example.org\n{line}")
    assert first.wrong == ""
    assert (wrong.line, wrong.text) == (2, line)
    assert says in wrong.wrong


def test_a_role_that_nobody_knows_is_wrong_where_a_column_says_that_it_is_one() -> None:
    [entry] = read_entries("email;role\nada@x.org;chef")
    assert entry.wrong.startswith("“chef” is no role here")


SAID = "Name;E-Mail\nJörg Müßig;joerg@example.org\nÉlodie Œuvrard;elodie@example.org\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
def test_a_file_is_read_whatever_program_wrote_it(encoding: str, breaks: str) -> None:
    data = SAID.replace("\n", breaks).encode(encoding)
    expected = [("joerg@example.org", "Jörg Müßig", ""), ("elodie@example.org", "Élodie Œuvrard", "")]
    assert people(read_text(data)) == expected


def test_latin_1_with_semicolons_is_read() -> None:
    assert people(read_text("E-Mail;Name\nj@x.org;Jörg".encode("latin-1"))) == [("j@x.org", "Jörg", "")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xff\xfe", "empty"),
        (b"PK\x03\x04" + bytes(40), "not_text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_text"),
        (bytes(range(256)) * 4, "not_text"),
        (b"a@x.org\n" * MOST_BYTES, "too_large"),
    ],
)
def test_what_is_no_list_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_text(data)
    assert refused.value.code == code
    assert refused.value.errors is not None and len(refused.value.errors["file"]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a" + "," * 200_000 + "b",
        "@@" + "a" * 200_000,
        "email,name\na" + ";" * 100_000 + "b,x",
        "<" * 200_000 + "@@",
        " x" * 100_000 + "@x.org",
    ],
    ids=["one cell after the other", "no bracket", "a table's cell", "brackets", "words"],
)
def test_a_list_of_one_long_line_is_read_in_time_that_grows_with_its_length(text: str) -> None:
    began = process_time()
    read_entries(text)
    assert process_time() - began < 10  # what looks back at every place takes minutes
