"""Scorecards: what one may say, and when one sees what the others said."""

from typing import Any

import pytest

from interviews.models import Scorecard
from tests.interviews.conftest import Cast

LINES = [
    {"criterion": "Problem solving", "score": 4, "comment": "Asked first"},
    {"criterion": "Communication", "score": None, "comment": ""},
]


def save(cast: Cast, who: Any, **card: Any) -> Any:
    body = {"scores": LINES, "recommendation": "YES", "summary": "Good", "submit": False} | card
    return cast.client(who).put(cast.path("scorecards/mine"), body)


def cards(cast: Cast, who: Any) -> dict[str, Any]:
    return dict(cast.client(who).get(cast.path("scorecards")).json())


def test_a_draft_is_its_authors_alone(cast: Cast) -> None:
    assert save(cast, cast.ada).status_code == 200
    mine = cards(cast, cast.ada)
    assert mine["mine"]["scores"] == LINES and mine["mine"]["submittedAt"] is None
    assert len(mine["criteria"]) == 5
    theirs = cards(cast, cast.ida)
    assert (theirs["mine"], theirs["others"], theirs["othersWaiting"]) == (None, [], 0)


def test_the_others_cards_are_shown_once_ones_own_is_handed_in(cast: Cast) -> None:
    save(cast, cast.ada, submit=True)
    before = cards(cast, cast.ida)
    assert (before["others"], before["othersWaiting"]) == ([], 1)
    save(cast, cast.ida, recommendation="NO")
    assert cards(cast, cast.ida)["others"] == [], "a draft shows nothing yet"
    save(cast, cast.ida, recommendation="NO", submit=True)
    after = cards(cast, cast.ida)
    assert [card["recommendation"] for card in after["others"]] == ["YES"]
    assert after["othersWaiting"] == 0
    assert [card["authorName"] for card in cards(cast, cast.ada)["others"]] == ["Ida"]


def test_what_was_handed_in_stays_so_and_can_be_corrected(cast: Cast) -> None:
    first = save(cast, cast.ada, submit=True).json()
    second = save(cast, cast.ada, summary="Very good").json()
    assert (second["submittedAt"], second["summary"]) == (first["submittedAt"], "Very good")
    assert Scorecard.objects.count() == 1 and Scorecard.objects.get().scores.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"scores": [{"criterion": "Care", "score": 0}]}, "scores"),
        ({"scores": [{"criterion": "Care", "score": 6}]}, "scores"),
        ({"scores": [{"criterion": "Care", "score": 3}, {"criterion": " care ", "score": 4}]}, "scores"),
        ({"scores": [{"criterion": "x" * 81, "score": 3}]}, "scores"),
        ({"scores": [{"criterion": f"c{n}", "score": 3} for n in range(21)]}, "scores"),
        ({"recommendation": "PERHAPS"}, "recommendation"),
        ({"recommendation": "", "submit": True}, "recommendation"),
        ({"summary": "x" * 10_001}, "summary"),
    ],
)
def test_a_wrong_card_is_refused_and_the_one_before_stands(
    cast: Cast, wrong: dict[str, Any], field: str
) -> None:
    save(cast, cast.ada)
    refused = save(cast, cast.ada, **wrong)
    assert refused.status_code == 400 and field in refused.json()["errors"], refused.content
    kept = cards(cast, cast.ada)["mine"]
    assert (kept["scores"], kept["summary"], kept["recommendation"]) == (LINES, "Good", "YES")


def test_criteria_that_differ_by_an_accent_are_two(cast: Cast) -> None:
    lines = [{"criterion": "Resume", "score": 3}, {"criterion": "Résumé", "score": 4}]
    saved = save(cast, cast.ada, scores=lines)
    assert [line["criterion"] for line in saved.json()["scores"]] == ["Resume", "Résumé"]
