"""A person's own questions: kept once each, to draw from in any of their rooms."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from fusemeet.errors import Conflict, Denied, Invalid, NotFound
from questions.models import LibraryQuestion, Question
from questions.selectors import earlier_questions
from questions.services import MOST_AT_ONCE, add_questions
from questions.texts import Words
from rooms.access import Member
from rooms.policy import Ability

MOST_KEPT = 5_000
PER_WRITE = 100


def kept_questions(
    user: User, *, search: str = "", difficulty: str = "", category: str = ""
) -> QuerySet[LibraryQuestion]:
    """Those of `user`, the newest first; `search` is in the text or the category, upper and lower case alike."""
    found = LibraryQuestion.objects.filter(owner=user).order_by("-id")
    for word in search.replace("\0", "").split()[:10]:
        found = found.filter(Q(question__icontains=word) | Q(category__icontains=word))
    if difficulty:
        found = found.filter(difficulty=difficulty.upper())
    if category:
        found = found.filter(category=category.replace("\0", ""))
    return found


def categories_of(user: User) -> list[str]:
    """The categories that this person uses, in their order."""
    used = LibraryQuestion.objects.filter(owner=user).order_by("category")
    return list(used.values_list("category", flat=True).distinct())


def find_kept(user: User, question: int) -> LibraryQuestion:
    """Raises NotFound `unknown_question` for one that is not theirs."""
    row = LibraryQuestion.objects.filter(owner=user, pk=question).first()
    if row is None:
        raise NotFound("unknown_question", "There is no such question in your library.")
    return row


@transaction.atomic
def keep_question(*, user: User, words: Words) -> LibraryQuestion:
    """Raises Conflict `question_kept` where it is there in the same words, and `library_full`."""
    _lock(user)
    _require_new(user, words)
    _require_room_for(user, 1)
    return LibraryQuestion.objects.create(owner=user, digest=words.digest, **words.as_columns())


@transaction.atomic
def keep_questions(*, user: User, words: Iterable[Words]) -> int:
    """All of these that are not there yet; returns how many came. Raises Conflict `library_full`: then none came."""
    _lock(user)
    wanted = {one.digest: one for one in words}
    fresh = [wanted[digest] for digest in wanted.keys() - kept_digests(user, list(wanted))]
    fresh.sort(key=list(wanted.values()).index)
    _require_room_for(user, len(fresh))
    rows = [LibraryQuestion(owner=user, digest=one.digest, **one.as_columns()) for one in fresh]
    LibraryQuestion.objects.bulk_create(rows, batch_size=PER_WRITE)
    return len(rows)


@transaction.atomic
def change_kept(*, user: User, question: int, words: Words) -> LibraryQuestion:
    """Raises NotFound `unknown_question`, and Conflict `question_kept` where another one says the same."""
    _lock(user)
    row = find_kept(user, question)
    _require_new(user, words, but=row.pk)
    for column, value in words.as_columns().items():
        setattr(row, column, value)
    row.digest = words.digest
    row.save()
    return row


def forget_question(*, user: User, question: int) -> None:
    """Raises NotFound `unknown_question`."""
    find_kept(user, question).delete()


@transaction.atomic
def keep_from_room(*, member: Member, question: int) -> tuple[LibraryQuestion, bool]:
    """A question of a room, into the library of whoever manages its questions; whether it is new there.

    Raises Denied, NotFound `unknown_question`, Conflict `library_full`.
    """
    member.require(Ability.MANAGE_QUESTIONS)
    row = Question.objects.filter(room=member.room, pk=question).first()
    if row is None:
        raise NotFound("unknown_question", "There is no such question in this room any more.")
    user, words = member.user, words_of(row)
    _lock(user)
    if known := LibraryQuestion.objects.filter(owner=user, digest=words.digest).first():
        return known, False
    _require_room_for(user, 1)
    return LibraryQuestion.objects.create(owner=user, digest=words.digest, **words.as_columns()), True


def keep_earlier(*, user: User, questions: Sequence[int]) -> int:
    """Those of rooms that this person is a host of; returns how many are new.

    Raises Invalid `nothing_chosen`, NotFound `unknown_question` and Conflict `library_full`.
    """
    _require_some(questions)
    return keep_questions(user=user, words=_words_of(earlier_questions(user), questions))


def draw_questions(
    *, member: Member, kept: Sequence[int] = (), earlier: Sequence[int] = (), is_visible: bool = False
) -> list[Question]:
    """Into a room: of one's library those with the ids `kept`, of other rooms `earlier`, in the order given.

    What the room has in the same words is left as it is. Raises Invalid, NotFound `unknown_question` where one of them
    is not theirs, and what `services.add_questions` raises.
    """
    member.require(Ability.MANAGE_QUESTIONS)
    _require_some([*kept, *earlier])
    if len(kept) + len(earlier) > MOST_AT_ONCE:
        raise Invalid("too_many_at_once", f"At most {MOST_AT_ONCE} questions can be added at once.")
    words = _words_of(LibraryQuestion.objects.filter(owner=member.user), kept)
    words += _words_of(earlier_questions(member.user), earlier)
    return add_questions(room=member.room.pk, person=member.person, words=words, is_visible=is_visible)


def kept_digests(user: User, digests: Sequence[str]) -> set[str]:
    """Which of these texts the library has."""
    found: set[str] = set()
    for start in range(0, len(digests), 500):
        part = digests[start : start + 500]
        known = LibraryQuestion.objects.filter(owner=user, digest__in=part)
        found |= set(known.values_list("digest", flat=True))
    return found


def words_of(row: Question | LibraryQuestion) -> Words:
    return Words(row.question, row.difficulty, row.category)


def _require_some(chosen: Sequence[int]) -> None:
    if not chosen:
        raise Invalid("nothing_chosen", "Choose at least one question.")


def _words_of(rows: QuerySet[Any], ids: Sequence[int]) -> list[Words]:
    found = {row.pk: row for row in rows.filter(pk__in=list(ids))}
    if missing := [str(wanted) for wanted in ids if wanted not in found]:
        raise NotFound("unknown_question", f"There is no question {', '.join(missing[:5])} that is yours.")
    return [words_of(found[wanted]) for wanted in ids]


def _lock(user: User) -> None:
    """Whoever adds to a library holds its owner's row, so that it is counted right."""
    if not User.objects.select_for_update().filter(pk=user.pk).exists():
        raise Denied


def _require_new(user: User, words: Words, but: int | None = None) -> None:
    if LibraryQuestion.objects.filter(owner=user, digest=words.digest).exclude(pk=but or 0).exists():
        said = "This question is in your library already."
        raise Conflict("question_kept", said, errors={"question": [said]})


def _require_room_for(user: User, count: int) -> None:
    if count and LibraryQuestion.objects.filter(owner=user).count() + count > MOST_KEPT:
        raise Conflict(
            "library_full", f"A library has at most {MOST_KEPT:,} questions. Delete some of yours first."
        )
