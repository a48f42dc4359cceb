"""Paths under /api/rooms/{room_id}/questions and under /api/questions/."""

from django.urls import path

from questions import api, library_api

room_urlpatterns = [
    path("", api.QuestionsView.as_view(), name="api-room-questions"),
    path("/from-library", api.DrawView.as_view(), name="api-room-questions-draw"),
    path("/<int:question_id>", api.QuestionView.as_view(), name="api-room-question"),
    path("/<int:question_id>/move", api.MoveView.as_view(), name="api-room-question-move"),
    path("/<int:question_id>/keep", api.KeepView.as_view(), name="api-room-question-keep"),
]
library_urlpatterns = [
    path("library", library_api.LibraryView.as_view(), name="api-questions-library"),
    path("library/import", library_api.ImportView.as_view(), name="api-questions-import"),
    path("library/export", library_api.ExportView.as_view(), name="api-questions-export"),
    path("library/<int:question_id>", library_api.KeptView.as_view(), name="api-questions-kept"),
    path("earlier", library_api.EarlierView.as_view(), name="api-questions-earlier"),
]
