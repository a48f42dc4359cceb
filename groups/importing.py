"""A list of addresses into a group: looked at line by line first, written as a whole or not at all."""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from accounts.models import User
from fusemeet.errors import Conflict, Invalid
from groups.access import Standing
from groups.lines import MOST_LINES, Entry, key_of, read_entries, same_address
from groups.members import Added, Newcomer, People, accounts_by_key, add_people, require_room_for
from groups.models import GroupRole


class State(StrEnum):
    OK = "ok"
    MEMBER = "member"
    INVITED = "invited"
    DUPLICATE = "duplicate"
    INVALID = "invalid"


@dataclass(frozen=True)
class Line:
    """One person of the list, and what would become of them; `message` says it in words where it is not OK."""

    entry: Entry
    role: str
    state: State
    message: str = ""

    @property
    def is_wrong(self) -> bool:
        return self.state is State.INVALID


@dataclass(frozen=True)
class Preview:
    """A list as it was understood. `problem` is why it could not be added although every line is good."""

    lines: list[Line]
    problem: Conflict | None = None

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.state for line in self.lines)
        return {state.value: found[state] for state in State}

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.state is State.OK]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.is_wrong]


def preview_import(*, standing: Standing, text: str, role: str = GroupRole.STUDENT) -> Preview:
    """What would become of each line of `text`, for those who teach; writes nothing, and a fixed number of queries.

    A line with no role of its own gets `role`. It does not tell which addresses have accounts here. Raises Denied,
    Invalid for a list with nobody on it or of more than 2000 lines.
    """
    standing.require_manages()
    entries = _entries(text)
    emails = [entry.email for entry in entries if not entry.wrong]
    accounts, there = accounts_by_key(emails), People.of(standing.group)
    seen: dict[str, int] = {}
    lines = []
    for entry in entries:
        line = _judged(entry, role, accounts, there, seen, standing)
        lines.append(line)
    preview = Preview(lines)
    try:
        require_room_for(there.count + len(preview.new))
    except Conflict as problem:
        return replace(preview, problem=problem)
    return preview


def import_people(
    *, standing: Standing, text: str, role: str = GroupRole.STUDENT, skip_invalid: bool = False
) -> tuple[Preview, Added]:
    """Adds everybody who is new. Raises Invalid `lines_invalid` with `errors["lines"]` for wrong lines, unless they are
    to be skipped, and what `preview_import` and `add_people` raise; then nobody was added.
    """
    preview = preview_import(standing=standing, text=text, role=role)
    if preview.wrong and not skip_invalid:
        words = [f"Line {line.entry.line}: {line.message}" for line in preview.wrong]
        raise Invalid("lines_invalid", _count_of_wrong(len(words)), errors={"lines": words})
    if preview.problem:
        raise preview.problem
    newcomers = [Newcomer(line.entry.email, line.role, line.entry.full_name) for line in preview.new]
    return preview, add_people(standing=standing, newcomers=newcomers)


def _entries(text: str) -> list[Entry]:
    if text.count("\n") >= MOST_LINES:
        words = f"That list has more than {MOST_LINES} lines. Add it in several parts."
        raise Invalid("too_many_lines", words, errors={"text": [words]})
    entries = read_entries(text)
    if len(entries) > MOST_LINES:
        words = f"That list has more than {MOST_LINES} people. Add it in several parts."
        raise Invalid("too_many_lines", words, errors={"text": [words]})
    if not entries:
        words = "There are headings in that list, but nobody below them."
        raise Invalid("empty", words, errors={"text": [words]})
    return entries


def _judged(
    entry: Entry,
    role: str,
    accounts: dict[str, User],
    there: People,
    seen: dict[str, int],
    standing: Standing,
) -> Line:
    role = entry.role or role
    if entry.wrong:
        return Line(entry, role, State.INVALID, entry.wrong)
    key = key_of(entry.email)
    if key in seen:
        return Line(entry, role, State.DUPLICATE, f"The same address is on line {seen[key]}; it counts once.")
    seen[key] = entry.line
    user = accounts.get(key)
    if user is not None and not same_address(user.email, entry.email):
        user = None
    if user is not None and user.pk in there.users:
        owns = user.pk == standing.group.owner_id
        words = "Owns this group." if owns else "Is in the group already."
        return Line(entry, role, State.MEMBER, words)
    if key in there.emails:
        return Line(entry, role, State.INVITED, "Is invited already.")
    return Line(entry, role, State.OK)


def _count_of_wrong(count: int) -> str:
    return (
        f"{count} lines are wrong. Nobody was added." if count > 1 else "A line is wrong. Nobody was added."
    )
