"""Paths of the library's pages."""

from django.urls import path

from questions import earlier_pages, import_pages, pages

urlpatterns = [
    path("questions/", pages.library_list, name="question-library"),
    path("questions/new/", pages.new_question, name="question-new"),
    path("questions/import/", import_pages.import_page, name="question-import"),
    path("questions/export/", pages.export, name="question-export"),
    path("questions/draw/", pages.draw, name="question-draw"),
    path("questions/earlier/", earlier_pages.earlier, name="question-earlier"),
    path("questions/earlier/keep/", earlier_pages.keep, name="question-keep"),
    path("questions/<int:question_id>/", pages.edit_question, name="question-edit"),
    path("questions/<int:question_id>/delete/", pages.delete_question, name="question-delete"),
]
