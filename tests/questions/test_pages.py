"""The library's pages, as a browser without script uses them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from questions import library
from questions.models import LibraryQuestion, Question
from questions.texts import Words
from tests.questions.conftest import Interview
from tests.ws import access_token

pytestmark = pytest.mark.django_db


def in_browser(user: Any) -> Client:
    client = Client(headers={"accept": "text/html,*/*"})
    client.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(user)
    return client


def words(answer: Any) -> str:
    return str(answer.content.decode())


def keep(user: Any, *texts: str, **fields: str) -> list[int]:
    return [library.keep_question(user=user, words=Words(text, **fields)).pk for text in texts]


FIELDS = {"question": "Why <b>bold</b>?", "difficulty": "HARD", "category": "Type & face"}


def test_a_question_is_written_mended_and_deleted_page_by_page(make_user: Callable[..., Any]) -> None:
    ada = in_browser(user := make_user())
    assert "No question yet" in words(ada.get("/questions/"))
    made = ada.post("/questions/new/", FIELDS, follow=True)
    assert "The question is in your library." in words(made)
    assert "Why &lt;b&gt;bold&lt;/b&gt;?" in words(made) and "Type &amp; face" in words(made)
    wrong = ada.post("/questions/new/", FIELDS)
    assert "in your library already" in words(wrong) and "Why &lt;b&gt;bold" in words(wrong), (
        "nothing is cleared"
    )
    assert "Write the question." in words(ada.post("/questions/new/", FIELDS | {"question": " \n"}))
    one = LibraryQuestion.objects.get(owner=user).pk
    assert "Type &amp; face" in words(ada.get(f"/questions/{one}/"))
    ada.post(f"/questions/{one}/", FIELDS | {"category": ""})
    assert LibraryQuestion.objects.get().category == "GENERAL"
    assert "Delete this question?" in words(ada.get(f"/questions/{one}/delete/"))
    assert LibraryQuestion.objects.exists(), "reading deletes nothing"
    ada.post(f"/questions/{one}/delete/")
    assert not LibraryQuestion.objects.exists()
    assert ada.get(f"/questions/{one}/").status_code == 404


def test_visitors_are_asked_to_sign_in_and_others_find_nothing(make_user: Callable[..., Any]) -> None:
    (hers,) = keep(make_user(), "canary")
    ben, nobody = in_browser(make_user()), Client(headers={"accept": "text/html"})
    for path in ("", "new/", "import/", "export/", "earlier/", f"{hers}/", f"{hers}/delete/"):
        answer = nobody.get(f"/questions/{path}")
        assert answer.status_code == 302 and "/sign-in/" in answer["Location"], path
        assert b"canary" not in ben.get(f"/questions/{path}").content
    for path in (f"{hers}/", f"{hers}/delete/"):
        assert ben.post(f"/questions/{path}", FIELDS).status_code == 404
    ben.post("/questions/draw/", {"question": hers, "room": "x"})
    assert LibraryQuestion.objects.count() == 1


def test_the_list_is_searched_filtered_and_turned_over(make_user: Callable[..., Any]) -> None:
    ada = in_browser(user := make_user())
    keep(user, "alpha", difficulty="EASY", category="Greek")
    keep(user, *(f"number {n}" for n in range(60)))
    first = words(ada.get("/questions/"))
    assert "Page 1 of 2" in first and "number 59" in first and "alpha" not in first
    assert "alpha" in words(ada.get("/questions/?page=2"))
    assert "1 question found" in words(ada.get("/questions/?search=ALPHA"))
    greek = words(ada.get("/questions/?category=Greek&difficulty=EASY"))
    assert "alpha" in greek and "number" not in greek
    assert "Nothing found" in words(ada.get("/questions/?search=zeta"))
    assert "search=number&amp;page=2" in words(ada.get("/questions/?search=number"))
    assert ada.get("/questions/?page=x&difficulty=no&category=%00").status_code == 200


def test_a_file_is_looked_at_first_and_then_taken(make_user: Callable[..., Any]) -> None:
    ada = in_browser(user := make_user())
    data = "question;difficulty;category\nGrößer?;HARD;X\nbad;TRICKY;X\n".encode("cp1252")
    looked = words(ada.post("/questions/import/", {"file": SimpleUploadedFile("q.csv", data), "do": "check"}))
    for said in ("1 new", "1 wrong", "Line 3", "TRICKY", "Größer?", "Add the 1 good one"):
        assert said in looked, said
    assert not LibraryQuestion.objects.exists()
    text = data.decode("cp1252")
    refused = words(ada.post("/questions/import/", {"text": text, "do": "add", "format": "csv"}))
    assert "nothing was added" in refused and not LibraryQuestion.objects.exists()
    done = ada.post("/questions/import/", {"text": text, "do": "add-good", "format": "csv"}, follow=True)
    assert "1 question is new in your library." in words(done)
    assert LibraryQuestion.objects.get(owner=user).question == "Größer?"
    empty = words(ada.post("/questions/import/", {"do": "check"}))
    assert "Choose a file, or paste some text below." in empty
    workbook = {"file": SimpleUploadedFile("q.xlsx", b"PK\x03\x04"), "do": "check"}
    assert "This is a workbook" in words(ada.post("/questions/import/", workbook))


def chosen_format(page: Any) -> Any:
    return page.context["form"].initial["format"]


def test_the_format_is_guessed_anew_for_another_text_unless_it_was_chosen_or_the_file_told(
    make_user: Callable[..., Any],
) -> None:
    ada = in_browser(make_user())
    table = {"text": "question,category\nWhy - or why not?,Logic", "do": "check"}
    looked = ada.post("/questions/import/", table)
    assert looked.context["read"].kind == "csv" and chosen_format(looked) == ""
    assert chosen_format(ada.post("/questions/import/", table | {"format": "markdown"})) == "markdown"
    # Only the name of this file says that it is a table.
    file = SimpleUploadedFile("q.csv", b"Why, oh why?\nHow?")
    assert chosen_format(ada.post("/questions/import/", {"file": file, "do": "check"})) == "csv"


def test_export_gives_a_file_to_keep(make_user: Callable[..., Any]) -> None:
    ada = in_browser(user := make_user())
    keep(user, "=1+1")
    table = ada.get("/questions/export/?format=csv")
    assert (
        table.content.decode("utf-8-sig")
        == '"question","difficulty","category"\r\n"\'=1+1","MEDIUM","GENERAL"\r\n'
    )
    assert table["Content-Disposition"].endswith('.csv"') and table["X-Content-Type-Options"] == "nosniff"
    assert "## Medium · GENERAL\n\n=1+1\n" in words(ada.get("/questions/export/?format=else"))


def test_chosen_questions_are_put_into_a_room_and_a_rooms_questions_are_kept(
    interview: Interview, make_room: Callable[..., Any]
) -> None:
    ada = in_browser(interview.ada)
    a, b, _ = keep(interview.ada, "a", "b", "c")
    interview.ask("from the room")
    listed = words(ada.get("/questions/"))
    assert interview.id in listed
    done = ada.post("/questions/draw/", {"question": [a, b], "room": interview.id}, follow=True)
    assert "2 put into A room, hidden until you show them." in words(done)
    assert interview.texts() == ["from the room", "a", "b"]
    assert not Question.objects.filter(is_visible=True).exists()
    nothing = ada.post("/questions/draw/", {"room": interview.id}, follow=True)
    assert "Choose at least one question." in words(nothing)
    assert "from the room" in words(ada.get("/questions/earlier/?search=ROOM"))
    room_question = Question.objects.get(question="from the room").pk
    kept = ada.post("/questions/earlier/keep/", {"question": room_question}, follow=True)
    assert "1 question is new in your library." in words(kept)
    elsewhere = make_room(interview.ada, name="Second room")
    ada.post("/questions/draw/", {"question": room_question, "room": elsewhere.room_id, "from": "earlier"})
    assert Question.objects.filter(room=elsewhere).count() == 1
    cai = in_browser(interview.cai)
    (his,) = keep(interview.cai, "his")
    assert "Put the chosen" not in words(cai.get("/questions/")), "he manages the questions of no room"
    cai.post("/questions/draw/", {"question": his, "room": interview.id})
    cai.post("/questions/earlier/keep/", {"question": room_question})
    assert len(interview.texts()) == 3 and LibraryQuestion.objects.filter(owner=interview.cai).count() == 1


def test_a_list_takes_the_same_queries_however_long_it_is(interview: Interview) -> None:
    ada = in_browser(interview.ada)
    ada.get("/questions/")
    counted = {}
    for path in ("/questions/", "/questions/earlier/"):
        counted[path] = len(queries_of(ada, path))
    LibraryQuestion.objects.bulk_create(
        LibraryQuestion(owner=interview.ada, question=f"q{n}", digest=f"{n}") for n in range(200)
    )
    Question.objects.bulk_create(Question(room=interview.room, question="q") for _ in range(200))
    for path, number in counted.items():
        assert len(queries_of(ada, path)) <= number + 1, "the page itself, which an empty list does not read"


def queries_of(client: Client, path: str) -> list[Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as context:
        assert client.get(path).status_code == 200
    return list(context.captured_queries)
