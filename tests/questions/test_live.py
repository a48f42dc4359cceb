"""Questions over the room's socket: everybody hears what they may see, when they may, and nothing else."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from questions.models import Question
from rooms.access import room_for
from rooms.models import Access
from rooms.policy import Role
from rooms.services import hand_over_room
from signaling.models import JournalEvent
from signaling.revocation import revoke
from tests.live import Live
from tests.questions.conftest import Interview
from tests.ws import Event, Refused, RoomClient

WORDS = {"question": "Why?", "difficulty": "HARD", "category": "Reasons"}


def told(client: RoomClient) -> tuple[str, dict[str, Any]]:
    event = client.expect("question")
    return event["action"], event["question"]


def past_of(client: RoomClient) -> list[Event]:
    client.drain(0.1)
    client.send("catch-up", since=0)
    client.expect("head")
    events, client.events = client.events, []
    return events


def everything_heard(client: RoomClient) -> str:
    return json.dumps([client.welcome, client.drain(0.3), past_of(client)])


def set_role(interview: Interview, user: Any, role: Role) -> None:
    Access.objects.filter(room=interview.room, user=user).update(access_type=role)
    revoke("access", f"{interview.room.pk}:{user.pk}")


def test_a_question_is_made_shown_changed_hidden_and_deleted_and_each_hears_their_part(
    live: Live, interview: Interview
) -> None:
    with (
        RoomClient.enter(live, interview.id, interview.ada) as ada,
        RoomClient.enter(live, interview.id, interview.ida, process=1) as ida,
        RoomClient.enter(live, interview.id, interview.cai, process=1) as cai,
        RoomClient.enter_as_guest(live, interview.room) as guest,
    ):
        answer = ada.send("question", action="CREATE", question=WORDS, id="q-1")
        own = ada.expect("question")
        assert (own["clientId"], own["seq"]) == ("q-1", answer["seq"])
        known = own["question"]["id"]
        assert told(ida) == ("CREATE", own["question"])
        ada.send("question", action="UPDATE", question={"id": known, "isVisible": True})
        assert told(ida)[0] == told(ada)[0] == "UPDATE"
        for other in (cai, guest):
            action, question = told(other)
            assert (action, question["question"], question["isVisible"]) == ("CREATE", "Why?", True)
        ada.send(
            "question", action="UPDATE", question=own["question"] | {"question": "How?", "isVisible": True}
        )
        for each in (ada, ida, cai, guest):
            action, question = told(each)
            assert (action, question["question"]) == ("UPDATE", "How?")
        ida.send(
            "question", action="UPDATE", question={"id": known, "isVisible": False, "question": "Hidden?"}
        )
        assert told(ada)[1]["question"] == told(ida)[1]["question"] == "Hidden?"
        for other in (cai, guest):
            assert told(other) == ("DELETE", {"id": known})
        ada.send("question", action="DELETE", question={"id": known})
        assert told(ada) == told(ida) == ("DELETE", {"id": known})
        for other in (cai, guest):
            other.hears_nothing("question", within=0.3)
            assert "Hidden?" not in everything_heard(other)


def test_whoever_manages_no_questions_is_refused_and_nobody_hears_of_it(
    live: Live, interview: Interview
) -> None:
    question = interview.ask("Why?", visible=True)
    with (
        RoomClient.enter(live, interview.id, interview.ada) as ada,
        RoomClient.enter(live, interview.id, interview.cai) as cai,
    ):
        for action, fields in (
            ("CREATE", WORDS),
            ("UPDATE", {"id": question.pk, "question": "Mine"}),
            ("DELETE", {"id": question.pk}),
        ):
            with pytest.raises(Refused, match="forbidden"):
                cai.send("question", action=action, question=fields)
        ada.hears_nothing("question")
    assert interview.texts() == ["Why?"]


@pytest.mark.parametrize(
    ("action", "fields", "code"),
    [
        ("CREATE", {"question": ""}, "bad_question"),
        ("CREATE", WORDS | {"difficulty": "TRICKY"}, "bad_question"),
        ("CREATE", WORDS | {"answer": "42"}, "bad_field"),
        ("CREATE", WORDS | {"question": "x" * 10_001}, "bad_question"),
        ("UPDATE", {"question": "x"}, "bad_field"),
        ("UPDATE", {"id": 2**50}, "unknown_question"),
        ("DELETE", {"id": -1}, "bad_field"),
        ("SHOW", {"id": 1}, "bad_field"),
    ],
)
def test_a_frame_that_is_wrong_is_answered_with_what_is_wrong(
    live: Live, interview: Interview, action: str, fields: dict[str, Any], code: str
) -> None:
    with RoomClient.enter(live, interview.id, interview.ada) as ada:
        with pytest.raises(Refused, match=code):
            ada.send("question", action=action, question=fields)
        ada.send("ping")
    assert not Question.objects.exists() and not JournalEvent.objects.filter(type="question").exists()


def test_the_same_client_id_again_is_the_same_question(live: Live, interview: Interview) -> None:
    with (
        RoomClient.enter(live, interview.id, interview.ada) as ada,
        RoomClient.enter(live, interview.id, interview.ada, process=1) as again,
    ):
        seqs = {
            one.send("question", action="CREATE", question=WORDS, id="one")["seq"]
            for one in (ada, again, ada)
        }
        assert len(seqs) == 1
        known = Question.objects.get(room=interview.room)
        shows = [
            ada.send("question", action="UPDATE", question={"id": known.pk, "isVisible": True}, id="two")[
                "seq"
            ]
            for _ in range(2)
        ]
        assert shows[0] == shows[1]
        for _ in range(2):
            ada.send("question", action="DELETE", question={"id": known.pk}, id="three")
    assert [row.payload["action"] for row in JournalEvent.objects.filter(type="question").order_by("seq")] == [
        "CREATE", "UPDATE", "CREATE", "DELETE",
    ]  # fmt: skip


def test_who_becomes_a_host_gets_all_questions_and_who_stops_being_one_keeps_what_is_shown(
    live: Live, interview: Interview, api: Callable[..., Any]
) -> None:
    interview.ask("hidden-canary")
    interview.ask("shown", visible=True)
    with (
        RoomClient.enter(live, interview.id, interview.ada) as ada,
        RoomClient.enter(live, interview.id, interview.cai, process=1) as cai,
    ):
        assert [one["question"] for one in cai.welcome["questions"]] == ["shown"]
        assert "hidden-canary" not in json.dumps([cai.welcome, past_of(cai)])
        set_role(interview, interview.cai, Role.INTERVIEWER)
        assert "see_hidden_questions" in cai.expect("abilities", within=3)["abilities"]
        assert [one["question"] for one in cai.expect("questions")["questions"]] == ["hidden-canary", "shown"]
        assert "hidden-canary" in json.dumps(past_of(cai))
        set_role(interview, interview.cai, Role.CANDIDATE)
        cai.expect("abilities", within=3)
        assert [one["question"] for one in cai.expect("questions")["questions"]] == ["shown"]
        interview.ask("second-canary")
        ada.expect("question", within=3)
        assert "canary" not in json.dumps([cai.drain(0.3), past_of(cai)])
    with RoomClient.enter(live, interview.id, interview.cai) as cai:
        assert "canary" not in everything_heard(cai)
    owner = room_for(interview.ada, interview.id)
    hand_over_room(member=owner, user_id=str(interview.ida.pk))
    with RoomClient.enter(live, interview.id, interview.ida) as ida:
        assert len(ida.welcome["questions"]) == 3


def test_what_was_shown_once_and_is_hidden_or_reworded_now_is_told_to_nobody_who_comes_later(
    live: Live, interview: Interview
) -> None:
    with RoomClient.enter(live, interview.id, interview.ada) as ada:
        ada.send(
            "question", action="CREATE", question=WORDS | {"question": "canary-hidden", "isVisible": True}
        )
        ada.send("question", action="CREATE", question=WORDS | {"question": "canary-slip", "isVisible": True})
        ada.send("question", action="CREATE", question=WORDS | {"question": "canary-gone", "isVisible": True})
        ada.send("question", action="CREATE", question=WORDS | {"question": "stays", "isVisible": True})
        first, second, third, _ = (ada.expect("question")["question"]["id"] for _ in range(4))
        ada.send("question", action="UPDATE", question={"id": first, "isVisible": False})
        ada.send("question", action="UPDATE", question={"id": second, "question": "better words"})
        ada.send("question", action="DELETE", question={"id": third})
        with (
            RoomClient.enter(live, interview.id, interview.cai, process=1) as cai,
            RoomClient.enter_as_guest(live, interview.room, documents="") as guest,
        ):
            for later in (cai, guest):
                assert [one["question"] for one in later.welcome["questions"]] == ["better words", "stays"]
                past = [event for event in past_of(later) if event["type"] == "question"]
                texts = [event["question"].get("question") for event in past if event["action"] != "DELETE"]
                assert texts == ["stays", "better words"]
        assert "canary-hidden" in json.dumps(past_of(ada))


def test_two_hosts_who_move_and_change_at_once_end_with_one_order_and_lose_nothing(
    live: Live, interview: Interview, api: Callable[..., Any]
) -> None:
    texts = [f"q{number}" for number in range(8)]
    asked = [interview.ask(text, visible=True) for text in texts]
    hosts = [(api(interview.ada), asked), (api(interview.ida), asked[::-1])]
    codes: list[int] = []
    ready = threading.Barrier(2)
    with RoomClient.enter(live, interview.id, interview.cai) as cai:
        known = {one["id"]: one for one in cai.welcome["questions"]}

        def move(token: str, process: int, mine: list[Question]) -> None:
            import httpx

            with httpx.Client(
                base_url=live.http(process), headers={"Authorization": token}, timeout=20
            ) as client:
                ready.wait()
                for number in range(8):
                    after = mine[(number * 3 + 1) % 8].pk if number % 3 else None
                    path = f"{interview.path}/{mine[number].pk}/move"
                    codes.append(client.post(path, json={"after": after}).status_code)

        threads = [
            threading.Thread(target=move, args=(client._credentials["HTTP_AUTHORIZATION"], process, mine))
            for process, (client, mine) in enumerate(hosts)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert set(codes) <= {200, 409} and codes.count(200) >= 14
        listed = hosts[0][0].get(interview.path).json()
        assert sorted(one["question"] for one in listed) == texts
        numbers = [one["displayOrder"] for one in listed]
        assert len(set(numbers)) == 8
        for event in cai.drain(0.5):
            if event["type"] == "question":
                known[event["question"]["id"]] = event["question"]
        heard = sorted(known.values(), key=lambda one: (one["displayOrder"], one["id"]))
        assert [one["id"] for one in heard] == [one["id"] for one in listed]
