"""How categories are read on pages."""

import pytest

from fusemeet.templatetags.words import in_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("DATA_STRUCTURES", "Data structures"),
        ("GENERAL", "General"),
        ("SQL", "SQL"),
        ("JavaScript", "JavaScript"),
        ("", ""),
    ],
)
def test_a_programs_name_is_read_as_words_and_what_a_person_typed_stays(name: str, words: str) -> None:
    assert in_words(name) == words
