"""What is read of a file before anything is kept: each question with the line it begins on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """As it stands in the file, nothing of it checked; `problem` says why it cannot be read at all."""

    line: int
    question: str
    difficulty: str = ""
    category: str = ""
    problem: str = ""


def line_kinds(text: str) -> str:
    """Line ends of one kind."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
