"""Paths of notes and scorecards, below /api/rooms/."""

from django.urls import path

from interviews import api

urlpatterns = [
    path("<str:room_id>/notes", api.NotesView.as_view(), name="api-notes"),
    path("<str:room_id>/notes/<int:note_id>", api.NoteView.as_view(), name="api-note"),
    path("<str:room_id>/scorecards", api.ScorecardsView.as_view(), name="api-scorecards"),
    path("<str:room_id>/scorecards/mine", api.MyScorecardView.as_view(), name="api-my-scorecard"),
]
