"""Questions for a development instance: two in a room, one of them shown, and a small library."""

from accounts.models import User
from questions.library import keep_questions
from questions.models import LibraryQuestion, Question
from questions.services import create_question
from questions.texts import Words

IN_THE_ROOM = (
    (
        Words("Build a queue from two stacks. What does each operation cost?", "MEDIUM", "DATA STRUCTURES"),
        True,
    ),
    (Words("How would you test it? Which cases come first?", "EASY", "TESTING"), False),
)
KEPT = (
    Words("Reverse a linked list without a second one.", "EASY", "DATA STRUCTURES"),
    Words("Design a service that shortens addresses, for a million requests a day.", "HARD", "DESIGN"),
    Words("Two threads, one counter: what goes wrong, and how do you show it?", "MEDIUM", "CONCURRENCY"),
)


def ask_sample_questions(*, room: int, host: User) -> None:
    """In a room without questions, and in a library without any."""
    if not Question.objects.filter(room_id=room).exists():
        for words, shown in IN_THE_ROOM:
            create_question(room=room, person=str(host.pk), words=words, is_visible=shown)
    if not LibraryQuestion.objects.filter(owner=host).exists():
        keep_questions(user=host, words=KEPT)
