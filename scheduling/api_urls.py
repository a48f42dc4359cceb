"""Paths under /api/ of sessions and invitations."""

from django.urls import path

from scheduling import api, invite_api

urlpatterns = [
    path("rooms/<str:room_id>/schedule", api.PlanView.as_view(), name="api-room-schedule"),
    path("schedules/host", api.hosted, name="api-schedules-host"),
    path("schedules/<int:schedule_id>", api.ScheduleView.as_view(), name="api-schedule"),
    path("schedules/<int:schedule_id>/attendance", api.attendance, name="api-schedule-attendance"),
    path(
        "schedules/<int:schedule_id>/invites/<int:invite_id>",
        api.ScheduleInviteView.as_view(),
        name="api-schedule-invite",
    ),
    path("invites/me", invite_api.mine, name="api-invites-me"),
    path("invites/<str:token>", invite_api.look, name="api-invite"),
    path("invites/<str:token>/respond", invite_api.respond, name="api-invite-respond"),
]
