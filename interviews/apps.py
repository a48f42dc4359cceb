"""What interviewers note about a candidate, for themselves alone."""

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "interviews"
