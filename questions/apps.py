"""Questions of a room, and the library that each person keeps of their own."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "questions"

    def ready(self) -> None:
        from questions import (
            events,  # noqa: F401  (registers what travels on the socket)
            my_data,  # noqa: F401  (registers what accounts ask of every app)
        )
        from questions.audience import EVENT
        from questions.selectors import questions_event, questions_for, told_again
        from rooms.policy import Ability
        from rooms.snapshot import snapshot_part
        from signaling import hooks

        snapshot_part("questions", questions_for)
        hooks.judge_again(EVENT, told_again)
        hooks.tell_who_gains_or_loses(Ability.SEE_HIDDEN_QUESTIONS, "questions", questions_event)
