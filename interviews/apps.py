"""What interviewers note about a candidate, for themselves alone."""

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "interviews"

    def ready(self) -> None:
        from interviews import (
            events,  # noqa: F401  (registers what the socket says)
            my_data,  # noqa: F401  (registers what goes into a person's archive)
        )
        from interviews.report import cards_of, notes_of
        from playback.report import section

        section("scorecards", "Scorecards", "interviews/report_scorecards.html", cards_of)
        section("notes", "Interviewers’ notes", "interviews/report_notes.html", notes_of)
