"""The REST doors of a room's questions."""

from collections.abc import Callable
from typing import Any

import pytest

from questions import services
from questions.models import LibraryQuestion, Question
from questions.order import LOWEST, STEP
from tests.questions.conftest import Interview

pytestmark = pytest.mark.django_db

KEYS = {
    "id", "roomId", "question", "difficulty", "category", "isVisible", "displayOrder", "createdAt", "updatedAt",
}  # fmt: skip
WHY = {"question": "Why?", "difficulty": "HARD", "category": "Reasons"}


def order_of(client: Any, interview: Interview) -> list[str]:
    return [question["question"] for question in client.get(interview.path).json()]


def test_a_question_is_made_changed_and_deleted_as_the_contract_says(
    api: Callable[..., Any], interview: Interview
) -> None:
    ada = api(interview.ada)
    answer = ada.post(interview.path, WHY, format="json")
    assert answer.status_code == 201
    made = answer.json()
    assert made["success"] and set(made["data"]) == KEYS
    assert made["data"]["roomId"] == interview.id and made["data"]["isVisible"] is False
    one = f"{interview.path}/{made['data']['id']}"
    changed = ada.put(
        one, WHY | {"question": "How?", "difficulty": "easy", "isVisible": True}, format="json"
    ).json()
    assert changed["data"]["question"] == "How?" and changed["data"]["difficulty"] == "EASY"
    assert changed["data"]["isVisible"] is True
    kept = ada.put(one, WHY, format="json").json()["data"]
    assert kept["isVisible"] is True, "what is left out stays"
    assert ada.delete(one).json()["success"] is True
    assert ada.get(interview.path).json() == []
    for answer in (
        ada.delete(one),
        ada.put(one, WHY, format="json"),
        ada.post(f"{one}/move", {"after": None}, format="json"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_question")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": " \n\0 "}, "question"),
        ({"question": "x" * (services.MOST_CHARACTERS + 1)}, "question"),
        ({"difficulty": "TRICKY"}, "difficulty"),
        ({"category": "c" * 51}, "category"),
        ({"question": None}, "question"),
        ({"displayOrder": -1}, "displayOrder"),
        ({"displayOrder": 2**40}, "displayOrder"),
        ({"isVisible": "perhaps"}, "isVisible"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_done(
    api: Callable[..., Any], interview: Interview, body: dict[str, Any], field: str
) -> None:
    question = interview.ask("Why?")
    ada = api(interview.ada)
    for answer in (
        ada.post(interview.path, WHY | body, format="json"),
        ada.put(f"{interview.path}/{question.pk}", WHY | body, format="json"),
    ):
        assert answer.status_code == 400, answer.content
        assert list(answer.json()["errors"]) == [field]
    assert interview.texts() == ["Why?"]


def test_the_longest_question_is_taken_and_control_characters_are_not(
    api: Callable[..., Any], interview: Interview
) -> None:
    ada = api(interview.ada)
    longest = "😀" * services.MOST_CHARACTERS
    assert ada.post(interview.path, WHY | {"question": longest}, format="json").status_code == 201
    said = ada.post(interview.path, WHY | {"question": "\r\na\r\n\x1bb\t\u0085c  "}, format="json").json()
    assert said["data"]["question"] == "a\nb\tc"
    assert interview.texts() == [longest, "a\nb\tc"]


def test_a_room_has_five_hundred_questions_at_most_and_so_much_text(
    api: Callable[..., Any], interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    Question.objects.bulk_create(
        Question(room=interview.room, question=f"q{n}", display_order=LOWEST + n * STEP) for n in range(499)
    )
    ada = api(interview.ada)
    last = ada.post(interview.path, WHY, format="json")
    assert last.status_code == 201
    answer = ada.post(interview.path, WHY, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_questions")
    monkeypatch.setattr(services, "MOST_ROOM_CHARACTERS", 2_000)
    one = f"{interview.path}/{last.json()['data']['id']}"
    answer = ada.put(one, WHY | {"question": "x" * 2_001}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "questions_too_long")
    assert len(interview.texts()) == 500 and interview.texts()[-1] == "Why?"


def test_a_place_is_counted_from_0_and_a_number_of_an_answer_leaves_it_where_it_is(
    api: Callable[..., Any], interview: Interview
) -> None:
    ada = api(interview.ada)
    for text in "abcd":
        interview.ask(text)
    listed = ada.get(interview.path).json()

    def put(known: dict[str, Any], order: int) -> None:
        answer = ada.put(f"{interview.path}/{known['id']}", known | {"displayOrder": order}, format="json")
        assert answer.status_code == 200, answer.content

    for known in listed:
        put(known, known["displayOrder"])
    assert order_of(ada, interview) == list("abcd")
    put(listed[3], 0)
    assert order_of(ada, interview) == list("dabc")
    put(listed[3], 2)
    assert order_of(ada, interview) == list("abdc")
    put(listed[0], 499)
    assert order_of(ada, interview) == list("bdca")
    made = ada.post(interview.path, WHY | {"question": "e", "displayOrder": 1}, format="json")
    assert made.status_code == 201
    assert order_of(ada, interview) == list("bedca")


def test_a_question_is_moved_behind_another_and_where_that_is_gone_the_answer_says_so(
    api: Callable[..., Any], make_room: Callable[..., Any], interview: Interview
) -> None:
    ada = api(interview.ada)
    a, b, c = (interview.ask(text) for text in "abc")

    def move(question: Question, after: int | None) -> Any:
        return ada.post(f"{interview.path}/{question.pk}/move", {"after": after}, format="json")

    assert move(a, c.pk).status_code == 200
    assert order_of(ada, interview) == list("bca")
    assert move(c, None).status_code == 200
    assert order_of(ada, interview) == list("cba")
    ada.delete(f"{interview.path}/{b.pk}")
    elsewhere = Question.objects.create(room=make_room(interview.ada), question="elsewhere")
    for gone in (b.pk, elsewhere.pk, 2**50, a.pk):
        answer = move(a, gone)
        assert (answer.status_code, answer.json()["code"]) == (409, "order_changed")
    assert order_of(ada, interview) == list("ca")
    assert ada.post(f"{interview.path}/{a.pk}/move", {}, format="json").status_code == 400


def test_candidates_and_guests_get_what_is_shown_and_change_nothing(
    api: Callable[..., Any], interview: Interview
) -> None:
    hidden, shown = interview.ask("hidden"), interview.ask("shown", visible=True)
    assert order_of(api(interview.ida), interview) == ["hidden", "shown"]
    cai = api(interview.cai)
    assert order_of(cai, interview) == ["shown"]
    for question in (hidden, shown):
        one = f"{interview.path}/{question.pk}"
        for answer in (
            cai.put(one, WHY, format="json"),
            cai.delete(one),
            cai.post(f"{one}/move", {"after": None}, format="json"),
            cai.post(f"{one}/keep"),
        ):
            assert answer.status_code == 403
            assert b"hidden" not in answer.content
    assert cai.post(interview.path, WHY, format="json").status_code == 403
    assert api(interview.sam).get(interview.path).status_code == 404
    assert api().get(interview.path).status_code == 401
    assert not LibraryQuestion.objects.exists()


def test_of_a_room_that_has_ended_questions_are_read_and_not_changed(
    api: Callable[..., Any], interview: Interview
) -> None:
    question = interview.ask("Why?", visible=True)
    ada = api(interview.ada)
    assert ada.post(f"/api/rooms/{interview.id}/end").status_code == 200
    assert order_of(ada, interview) == ["Why?"]
    for answer in (
        ada.post(interview.path, WHY, format="json"),
        ada.put(f"{interview.path}/{question.pk}", WHY, format="json"),
        ada.delete(f"{interview.path}/{question.pk}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (410, "room_ended")


def test_a_list_of_500_takes_as_many_queries_as_an_empty_one(
    api: Callable[..., Any], interview: Interview, django_assert_num_queries: Any
) -> None:
    client = api(interview.cai)
    client.get(interview.path)
    with django_assert_num_queries(5):
        client.get(interview.path)
    Question.objects.bulk_create(
        Question(room=interview.room, question="q", is_visible=True, display_order=n) for n in range(500)
    )
    with django_assert_num_queries(5):
        assert len(client.get(interview.path).json()) == 500
