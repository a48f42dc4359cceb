"""Paths of the calendar's and the sessions' pages."""

from django.urls import path

from scheduling import pages, session_pages

urlpatterns = [
    path("calendar/", pages.calendar, name="calendar"),
    path("sessions/new/", pages.new_session, name="session-new"),
    path("sessions/<int:schedule_id>/", session_pages.session, name="session"),
    path("sessions/<int:schedule_id>/edit/", pages.edit_session, name="session-edit"),
    path("sessions/<int:schedule_id>/answer/", session_pages.answer, name="session-answer"),
    path("sessions/<int:schedule_id>/people/", session_pages.ask_people, name="session-people"),
    path("sessions/<int:schedule_id>/people/remove/", session_pages.remove_person, name="session-remove"),
    path("sessions/<int:schedule_id>/cancel/", session_pages.cancel, name="session-cancel"),
    path("rooms/<str:room_id>/schedule/", pages.room_schedule, name="room-schedule"),
]
