"""Questions out of a file or a pasted text into somebody's library: what is wrong is said line by line first."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from fusemeet.errors import Invalid
from questions.decoding import decode
from questions.drafts import Draft
from questions.library import keep_questions, kept_digests
from questions.markdown import read_markdown
from questions.tables import has_names, read_csv
from questions.texts import MOST_CHARACTERS, Words, clean_words

OK, KEPT, DUPLICATE, INVALID = "ok", "kept", "duplicate", "invalid"
STATES = (OK, KEPT, DUPLICATE, INVALID)
READERS = {"markdown": read_markdown, "csv": read_csv}
MOST_BYTES = 512 * 1024
MOST_QUESTIONS = 1_000
# Beside the file a form has its boundaries and, from a page, its token; JSON escapes may double a text.
MOST_BODY_BYTES = 1024 * 1024
TOO_BIG = "That is too large: at most 512 KB can be imported at once. Split it into parts."
NOTHING = "There is no question in it."
MOST_ERRORS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the file: what would be kept of it, and whether it can be."""

    line: int
    words: Words
    state: str
    message: str = ""

    def as_wire(self) -> dict[str, Any]:
        return {"line": self.line, **self.words.as_columns(), "state": self.state, "message": self.message}


@dataclass(frozen=True, slots=True)
class Read:
    """A whole file, read; nothing is kept of it yet."""

    kind: str
    text: str
    lines: list[Line]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in STATES}

    @property
    def summary(self) -> str:
        told = {
            OK: "can be added",
            KEPT: "in your library already",
            DUPLICATE: "twice in this text",
            INVALID: "cannot be read",
        }
        return ", ".join(f"{count} {told[state]}" for state, count in self.counts.items() if count) + "."

    def as_wire(self) -> dict[str, Any]:
        return {
            "format": self.kind,
            "counts": self.counts,
            "lines": [line.as_wire() for line in self.lines],
        }


def require_small(request: HttpRequest) -> None:
    """Raises Invalid for a body that can be no import, before it is taken apart."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BODY_BYTES:
        raise Invalid("too_large", TOO_BIG, errors={"file": [TOO_BIG]})


def read_source(*, user: User, file: Any = None, text: str = "", kind: str = "") -> Read:
    """A file (Django's uploaded one) or a text. Raises Invalid `cannot_read`, `too_large`, `nothing_to_import`."""
    if file is not None:
        data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise Invalid("too_large", TOO_BIG, errors={"file": [TOO_BIG]})
        text = decode(data)
        kind = kind or ("csv" if str(file.name).lower().endswith((".csv", ".tsv")) else "")
    if len(text) > MOST_BYTES:
        raise Invalid("too_large", TOO_BIG, errors={"text": [TOO_BIG]})
    kind = kind or likely_kind(text)
    drafts = READERS[kind](text)
    if not drafts:
        raise Invalid(
            "nothing_to_import", NOTHING, errors={"file" if file is not None else "text": [NOTHING]}
        )
    if len(drafts) > MOST_QUESTIONS:
        said = f"That is more than {MOST_QUESTIONS:,} questions. Split it into parts."
        raise Invalid("too_many_questions", said, errors={"file" if file is not None else "text": [said]})
    return Read(kind, text, _judged(user, drafts))


def import_questions(*, user: User, read: Read, skip_invalid: bool = False) -> int:
    """Keeps what can be kept; returns how many came.

    Raises Invalid `bad_lines`, with `errors` by line, where something cannot be read and is not to be skipped, and
    Conflict `library_full`. Nothing is kept then.
    """
    bad = [line for line in read.lines if line.state == INVALID]
    if bad and not skip_invalid:
        errors = {f"line {line.line}": [line.message] for line in bad[:MOST_ERRORS]}
        lines = f"{len(bad)} {'lines' if len(bad) > 1 else 'line'}"
        message = f"{lines} cannot be read, so nothing was added. Correct them, or leave them out."
        raise Invalid("bad_lines", message, errors=errors)
    return keep_questions(user=user, words=[line.words for line in read.lines if line.state == OK])


def _judged(user: User, drafts: list[Draft]) -> list[Line]:
    clean = [_clean(draft) for draft in drafts]
    kept = kept_digests(user, [line.words.digest for line in clean if line.state == OK])
    seen: set[str] = set()
    judged = []
    for line in clean:
        digest = line.words.digest
        if line.state == OK and digest in seen:
            line = Line(line.line, line.words, DUPLICATE, "The same question stands further up.")
        elif line.state == OK and digest in kept:
            line = Line(line.line, line.words, KEPT, "It is in your library already.")
        seen.add(digest)
        judged.append(line)
    return judged


def _clean(draft: Draft) -> Line:
    try:
        if draft.problem:
            raise Invalid("bad_question", draft.problem)
        words = clean_words(question=draft.question, difficulty=draft.difficulty, category=draft.category)
        return Line(draft.line, words, OK)
    except Invalid as problem:
        shown = Words(
            draft.question.strip()[:MOST_CHARACTERS],
            draft.difficulty.strip()[:30],
            draft.category.strip()[:60],
        )
        return Line(draft.line, shown, INVALID, problem.message)


def likely_kind(text: str) -> str:
    """Of a text that does not say: a table has names over its columns, or difficulties in the second."""
    if has_names(text):
        return "csv"
    is_table = any(draft.difficulty for draft in read_csv(text[:20_000])[:50])
    has_heading = any(line.startswith(("#", "- ", "* ")) for line in text.splitlines()[:50])
    return "csv" if is_table and not has_heading else "markdown"
