"""Questions of a room."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "questions"

    def ready(self) -> None:
        from questions import my_data  # noqa: F401  (registers what accounts ask of every app)
        from questions.selectors import questions_for
        from rooms.snapshot import snapshot_part

        snapshot_part("questions", questions_for)
