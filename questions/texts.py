"""What a question may say: its text, difficulty and category, as they are kept everywhere."""

import hashlib
from dataclasses import dataclass
from typing import Any

from fusemeet.errors import Invalid
from questions.models import Question

MOST_CHARACTERS = 10_000
MOST_CATEGORY_CHARACTERS = 50
DEFAULT_CATEGORY = "GENERAL"
DEFAULT_DIFFICULTY = Question.Difficulty.MEDIUM.value
DIFFICULTIES: tuple[str, ...] = tuple(Question.Difficulty.values)


@dataclass(frozen=True, slots=True)
class Words:
    """A question by itself, in no room and no library yet."""

    question: str
    difficulty: str = DEFAULT_DIFFICULTY
    category: str = DEFAULT_CATEGORY

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hex: by it the same question is known again."""
        return hashlib.sha256(self.question.encode()).hexdigest()

    def as_columns(self) -> dict[str, str]:
        return {"question": self.question, "difficulty": self.difficulty, "category": self.category}


def clean_words(*, question: str, difficulty: str = "", category: str = "") -> Words:
    """As they are kept. Raises Invalid `bad_question` with what is wrong in `errors`, by field."""
    errors: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    for name, clean, given in (
        ("question", clean_text, question),
        ("difficulty", clean_difficulty, difficulty),
        ("category", clean_category, category),
    ):
        try:
            values[name] = clean(given)
        except Invalid as problem:
            errors[name] = [problem.message]
    if errors:
        raise Invalid(
            "bad_question", " ".join(words for said in errors.values() for words in said), errors=errors
        )
    return Words(**values)


def clean_text(text: str) -> str:
    """NUL and the other control characters go, line ends become one kind, and nothing empty stands around it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(
        char for char in text if char in "\n\t" or (char >= " " and not "\x7f" <= char <= "\x9f")
    ).strip()
    if not text:
        raise Invalid("bad_question", "Write the question.")
    if len(text) > MOST_CHARACTERS:
        raise Invalid("bad_question", f"A question has at most {MOST_CHARACTERS:,} characters.")
    return text


def clean_difficulty(difficulty: str) -> str:
    """One of the four, however it is written; medium where nothing is."""
    known = difficulty.strip().upper() or DEFAULT_DIFFICULTY
    if known not in DIFFICULTIES:
        shown = difficulty.strip()[:30]
        raise Invalid("bad_question", f"The difficulty “{shown}” is not one of {', '.join(DIFFICULTIES)}.")
    return known


def clean_category(category: str) -> str:
    """One line; GENERAL where nothing is written."""
    category = " ".join("".join(char if char.isprintable() else " " for char in category).split())
    if len(category) > MOST_CATEGORY_CHARACTERS:
        raise Invalid("bad_question", f"A category has at most {MOST_CATEGORY_CHARACTERS} characters.")
    return category or DEFAULT_CATEGORY
