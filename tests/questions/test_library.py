"""A person's own questions: kept once, theirs alone, and put into the rooms whose questions they manage."""

from collections.abc import Callable
from typing import Any

import pytest

from questions import library
from questions.models import LibraryQuestion, Question
from questions.texts import Words
from tests.questions.conftest import Interview

pytestmark = pytest.mark.django_db
LIBRARY = "/api/questions/library"
EARLIER = "/api/questions/earlier"


def keep(user: Any, *texts: str, **fields: str) -> list[int]:
    return [library.keep_question(user=user, words=Words(text, **fields)).pk for text in texts]


def test_a_question_is_kept_changed_found_and_deleted(
    api: Callable[..., Any], make_user: Callable[..., Any]
) -> None:
    ada = api(user := make_user())
    made = ada.post(
        LIBRARY, {"question": "Why?", "difficulty": "hard", "category": " Big  O "}, format="json"
    )
    assert made.status_code == 201
    data = made.json()["data"]
    assert (data["difficulty"], data["category"]) == ("HARD", "Big O")
    keep(user, "How?", "Who?")
    again = ada.post(LIBRARY, {"question": " Why? "}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "question_kept")
    one = f"{LIBRARY}/{data['id']}"
    assert ada.put(one, {"question": "How?"}, format="json").json()["code"] == "question_kept"
    changed = ada.put(one, {"question": "Why not?", "difficulty": "EXPERT"}, format="json").json()["data"]
    assert (changed["question"], changed["difficulty"], changed["category"]) == (
        "Why not?",
        "EXPERT",
        "GENERAL",
    )

    def found(query: str) -> list[str]:
        return [row["question"] for row in ada.get(f"{LIBRARY}?{query}").json()["questions"]]

    assert found("") == ["Who?", "How?", "Why not?"]
    assert found("search=WHY not") == ["Why not?"]
    assert found("search=%25") == []
    assert found("difficulty=medium&category=GENERAL") == ["Who?", "How?"]
    first = ada.get(f"{LIBRARY}?limit=2").json()
    assert len(first["questions"]) == 2 and len(ada.get(first["next"]).json()["questions"]) == 1
    assert ada.delete(one).status_code == 200
    assert ada.delete(one).json()["code"] == "unknown_question"


def test_the_library_of_somebody_else_is_as_if_it_were_not_there(
    api: Callable[..., Any], interview: Interview
) -> None:
    (hers,) = keep(interview.ada, "canary")
    sam = api(interview.sam)
    assert sam.get(LIBRARY).json()["questions"] == []
    for answer in (
        sam.put(f"{LIBRARY}/{hers}", {"question": "x"}, format="json"),
        sam.delete(f"{LIBRARY}/{hers}"),
        sam.post(f"{interview.path}/from-library", {"ids": [hers]}, format="json"),
        api(interview.ida).post(f"{interview.path}/from-library", {"ids": [hers]}, format="json"),
    ):
        assert answer.status_code == 404 and b"canary" not in answer.content
    assert api().get(LIBRARY).status_code == 401
    assert b"canary" not in sam.get(f"{LIBRARY}/export").content
    assert not Question.objects.exists() and LibraryQuestion.objects.count() == 1


def test_questions_are_drawn_into_a_room_once_and_in_the_order_asked_for(
    api: Callable[..., Any], make_room: Callable[..., Any], interview: Interview
) -> None:
    a, b, c = keep(interview.ada, "a", "b", "c", difficulty="EXPERT", category="X")
    earlier = Interview(make_room(interview.ada), *[interview.ada] * 4)
    old = earlier.ask("old")
    interview.ask("b")
    ada = api(interview.ada)
    answer = ada.post(
        f"{interview.path}/from-library", {"ids": [c, b, a], "questionIds": [old.pk]}, format="json"
    )
    assert answer.status_code == 201
    made = answer.json()["data"]
    assert [one["question"] for one in made] == ["c", "a", "old"]
    assert {one["difficulty"] for one in made[:2]} == {"EXPERT"} and not any(one["isVisible"] for one in made)
    assert interview.texts() == ["b", "c", "a", "old"]
    shown = ada.post(f"{earlier.path}/from-library", {"ids": [a], "isVisible": True}, format="json").json()
    assert shown["data"][0]["isVisible"] is True
    for body, code in (
        ({}, "nothing_chosen"),
        ({"ids": list(range(1, 102))}, "too_many_at_once"),
        ({"ids": [a, 10**15]}, "unknown_question"),
        ({"ids": ["a"]}, "invalid"),
    ):
        assert ada.post(f"{interview.path}/from-library", body, format="json").json()["code"] == code
    assert len(interview.texts()) == 4
    assert (
        api(interview.cai).post(f"{interview.path}/from-library", {"ids": [a]}, format="json").status_code
        == 403
    )


def test_a_rooms_question_is_kept_once_and_with_another_id(
    api: Callable[..., Any], interview: Interview
) -> None:
    question = interview.ask("Why?", difficulty="EXPERT", category="X")
    ida = api(interview.ida)
    first, second = (ida.post(f"{interview.path}/{question.pk}/keep") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["data"] == second.json()["data"]
    assert first.json()["data"]["difficulty"] == "EXPERT"
    assert LibraryQuestion.objects.get().owner == interview.ida
    assert ida.post(f"{interview.path}/{10**15}/keep").status_code == 404


def test_earlier_questions_are_those_of_the_rooms_one_hosts_and_no_others(
    api: Callable[..., Any], make_room: Callable[..., Any], interview: Interview
) -> None:
    interview.ask("hosted", visible=True)
    elsewhere = Interview(make_room(interview.ida, name="Other room"), *[interview.ida] * 4)
    elsewhere.ask("canary")
    ada = api(interview.ada).get(EARLIER).json()
    assert [(one["question"], one["roomName"]) for one in ada["questions"]] == [("hosted", "A room")]
    assert len(api(interview.ida).get(EARLIER).json()["questions"]) == 2
    assert [
        one["question"] for one in api(interview.ida).get(f"{EARLIER}?search=CAN").json()["questions"]
    ] == ["canary"]
    assert api(interview.cai).get(EARLIER).json()["questions"] == []
    theirs = elsewhere.ask("second canary")
    answer = api(interview.ada).post(
        f"{interview.path}/from-library", {"questionIds": [theirs.pk]}, format="json"
    )
    assert answer.status_code == 404 and b"canary" not in answer.content


def test_a_library_is_full_at_some_time(
    api: Callable[..., Any], make_user: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "MOST_KEPT", 2)
    ada = api(user := make_user())
    keep(user, "a")
    full = ada.post(f"{LIBRARY}/import", {"text": "- b\n- c\n"}, format="json")
    assert (full.status_code, full.json()["code"]) == (409, "library_full")
    assert LibraryQuestion.objects.count() == 1, "all or nothing"
    keep(user, "b")
    assert ada.post(LIBRARY, {"question": "c"}, format="json").json()["code"] == "library_full"


def test_lists_take_the_same_queries_however_long_they_are(
    api: Callable[..., Any], interview: Interview, django_assert_num_queries: Any
) -> None:
    client = api(interview.ada)
    client.get(LIBRARY)
    for path, queries in ((f"{LIBRARY}?limit=200", 3), (f"{EARLIER}?limit=200", 2)):
        LibraryQuestion.objects.all().delete()
        Question.objects.all().delete()
        with django_assert_num_queries(queries):
            client.get(path)
        LibraryQuestion.objects.bulk_create(
            LibraryQuestion(owner=interview.ada, question=f"q{n}", digest=f"{n}") for n in range(200)
        )
        Question.objects.bulk_create(Question(room=interview.room, question="q") for _ in range(200))
        with django_assert_num_queries(queries):
            assert len(client.get(path).json()["questions"]) == 200
