"""Questions of a room."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "questions"
