"""Paths of the interviewers' pages."""

from django.urls import path

from interviews import pages

urlpatterns = [path("rooms/<str:room_id>/assessment/", pages.assessment, name="assessment")]
