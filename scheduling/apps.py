"""Sessions that lie ahead, and who is invited to them."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        from playback.report import section
        from rooms.dashboard import dashboard_part
        from scheduling import (
            deletion,  # noqa: F401  (registers what accounts ask of every app)
            group_sessions,  # noqa: F401  (registers what sessions show on a group's page)
            hooks,  # noqa: F401  (registers what sessions do in the rooms' own business)
            my_data,  # noqa: F401  (registers what a person's archive holds)
            reminder_letters,  # noqa: F401  (registers the mails that remind)
            session_letters,  # noqa: F401  (registers the mails)
        )
        from scheduling.dashboard import sessions_part
        from scheduling.report import sessions_held

        dashboard_part("sessions", "scheduling/dashboard.html", sessions_part)
        section("sessions", "Planned sessions", "scheduling/report_sessions.html", sessions_held)
