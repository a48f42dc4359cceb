"""The media engine alone: real connections, a signaling that may lose, copy and disorder what it carries."""

import random
import time

import pytest

from tests.e2e.media.conftest import Harness


def test_two_people_see_each_other(harness: Harness) -> None:
    harness.begin()
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    harness.all_see_each_other("ada", "cai")
    assert harness.person("ada", "cai")["connection"] == "connected"
    stats = harness.call("stats", "ada")["people"]["cai"]
    assert stats["received"]["audio"]["packets"] > 0


def test_of_two_people_only_the_later_one_offers(harness: Harness) -> None:
    harness.begin()
    for name in ("ada", "cai", "sam"):
        harness.call("enter", name, name)
    harness.all_see_each_other("ada", "cai", "sam")
    log = harness.page.evaluate("window.harness.room.log")
    offers = {(entry["from"], entry["to"]) for entry in log if entry["type"] == "offer"}
    assert offers == {("cai", "peer-of-ada"), ("sam", "peer-of-ada"), ("sam", "peer-of-cai")}


def test_a_camera_that_is_off_sends_no_pictures_and_on_again_sends_them_without_a_new_offer(
    harness: Harness,
) -> None:
    harness.begin()
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    harness.all_see_each_other("ada", "cai")
    offers = "window.harness.room.log.filter(({type}) => type === 'offer').length"
    before = harness.page.evaluate(offers)

    harness.call("show", "cai", "video", False)
    harness.until(lambda: not harness.person("ada", "cai")["video"])
    harness.until(lambda: not harness.sees("ada", "cai"))
    assert not harness.sees("ada", "cai")
    assert harness.sees("cai", "ada")

    harness.call("show", "cai", "video", True)
    harness.until(lambda: harness.sees("ada", "cai"))
    assert harness.page.evaluate(offers) == before


def test_a_shared_screen_is_seen_beside_the_camera(harness: Harness) -> None:
    harness.begin()
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    harness.all_see_each_other("ada", "cai")
    harness.call("show", "ada", "screen", True)
    harness.until(lambda: harness.sees("cai", "ada", "screen"))
    assert harness.sees("cai", "ada", "video")
    assert harness.call("snapshot", "cai")["sharing"] == ["ada"]
    assert harness.call("snapshot", "ada")["sharing"] == ["ada"]
    harness.call("show", "ada", "screen", False)
    harness.until(lambda: harness.call("snapshot", "cai")["sharing"] == [])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_signals_that_are_lost_copied_and_disordered_do_not_wedge_a_pair(harness: Harness, seed: int) -> None:
    harness.begin(seed=seed, loss=0.25, copies=0.3, delay=400)
    for name in ("ada", "cai", "sam"):
        harness.call("enter", name, name)
    harness.until(
        lambda: all(
            harness.person(tab, other).get("connection") == "connected"
            for tab in ("ada", "cai", "sam")
            for other in ("ada", "cai", "sam")
            if tab != other
        ),
        60,
    )
    assert harness.page.evaluate("window.harness.room.lost") > 0
    harness.all_see_each_other("ada", "cai", "sam")


def test_signals_that_never_arrive_are_told_after_ten_seconds_and_heal_when_they_do(harness: Harness) -> None:
    harness.begin(loss=1)
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    took = harness.until(lambda: harness.person("cai", "ada").get("connection") == "failed", 15)
    assert took > 8
    harness.page.evaluate("window.harness.room.faults.loss = 0")
    harness.all_see_each_other("ada", "cai")


def test_a_lost_socket_leaves_a_standing_pair_alone(harness: Harness) -> None:
    harness.begin()
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    harness.all_see_each_other("ada", "cai")
    pair = harness.pair("ada", "cai")
    harness.call("drop", "ada")
    assert harness.sees("cai", "ada") and harness.sees("ada", "cai")
    harness.call("reopen", "ada")
    harness.all_see_each_other("ada", "cai")
    assert harness.pair("ada", "cai") == pair


def test_a_restarted_server_leaves_standing_pairs_alone(harness: Harness) -> None:
    harness.begin()
    for name in ("ada", "cai", "sam"):
        harness.call("enter", name, name)
    harness.all_see_each_other("ada", "cai", "sam")
    pairs = [harness.pair("ada", "cai"), harness.pair("sam", "cai")]
    for name in ("ada", "cai", "sam"):
        harness.call("drop", name)
    harness.page.evaluate("window.harness.room.forgetTabs()")
    for name in ("cai", "ada", "sam"):
        harness.call("reopen", name)
        harness.page.wait_for_timeout(300)
    harness.all_see_each_other("ada", "cai", "sam")
    assert pairs == [harness.pair("ada", "cai"), harness.pair("sam", "cai")]


def test_who_was_lost_and_joins_anew_keeps_the_pair_and_makes_the_offers_now(harness: Harness) -> None:
    harness.begin()
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    harness.all_see_each_other("ada", "cai")
    pair = harness.pair("ada", "cai")
    harness.call("drop", "ada")
    harness.page.evaluate("window.harness.room.leave('ada', 'lost')")
    harness.page.wait_for_timeout(1500)
    harness.call("reopen", "ada")
    harness.all_see_each_other("ada", "cai")
    assert harness.pair("ada", "cai") == pair
    harness.call("breakPaths", "cai", "close")
    harness.until(lambda: harness.pair("cai", "ada") not in (pair, "None"))
    harness.all_see_each_other("ada", "cai")
    log = harness.page.evaluate("window.harness.room.log")
    assert [entry["from"] for entry in log if entry["type"] == "offer"][-1] == "ada"


def test_a_pair_that_broke_while_the_socket_was_away_is_made_anew(harness: Harness) -> None:
    harness.begin()
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    harness.all_see_each_other("ada", "cai")
    pair = harness.pair("ada", "cai")
    harness.call("drop", "cai")
    harness.call("breakPaths", "cai", "close")
    harness.call("reopen", "cai")
    harness.until(lambda: harness.pair("ada", "cai") != pair)
    harness.all_see_each_other("ada", "cai")


def test_a_changed_network_restarts_ice_within_the_same_pair(harness: Harness) -> None:
    harness.begin()
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    harness.all_see_each_other("ada", "cai")
    pair = harness.pair("ada", "cai")
    remote = "window.harness.tabs.get('ada').mesh.pairs.get('cai').peer.connection.remoteDescription"
    ufrag = f"{remote}.sdp.match(/ice-ufrag:(.*)/)[1]"
    before = harness.page.evaluate(ufrag)
    harness.call("breakPaths", "cai", "network")
    harness.until(lambda: harness.page.evaluate(ufrag) != before)
    harness.all_see_each_other("ada", "cai")
    assert harness.pair("ada", "cai") == pair


def test_a_person_whose_tab_died_comes_back_in_a_new_one(harness: Harness) -> None:
    harness.begin()
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    harness.all_see_each_other("ada", "cai")
    harness.call("crash", "ada")
    harness.call("enter", "ada", "ada", "another-peer-of-ada")
    harness.all_see_each_other("ada", "cai")


def test_a_reloaded_tab_that_kept_its_peer_id_is_connected_again(harness: Harness) -> None:
    harness.begin()
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    harness.all_see_each_other("ada", "cai")
    harness.call("crash", "ada")
    harness.call("enter", "ada", "ada")
    print("answering side came back after", harness.until(lambda: harness.sees("cai", "ada")))
    harness.all_see_each_other("ada", "cai")
    harness.call("crash", "cai")
    harness.call("enter", "cai", "cai")
    print("offering side came back after", harness.until(lambda: harness.sees("ada", "cai")))
    harness.all_see_each_other("ada", "cai")


def test_the_newest_tab_of_a_person_has_the_media_and_the_older_one_says_so(harness: Harness) -> None:
    harness.begin()
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    harness.all_see_each_other("ada", "cai")
    harness.call("enter", "cai-2", "cai")
    harness.until(lambda: harness.call("snapshot", "cai")["elsewhere"])
    assert harness.call("stats", "cai")["people"] == {}
    harness.until(lambda: harness.sees("cai-2", "ada"))
    harness.until(lambda: harness.sees("ada", "cai"))
    assert not harness.call("snapshot", "cai-2")["elsewhere"]

    harness.call("drop", "cai")
    harness.call("reopen", "cai")  # by itself: must not take the media back
    harness.page.wait_for_timeout(300)
    assert harness.call("snapshot", "cai")["elsewhere"]

    harness.call("takeOver", "cai")
    harness.until(lambda: harness.call("snapshot", "cai-2")["elsewhere"])
    harness.until(lambda: harness.sees("cai", "ada"))
    harness.until(lambda: harness.sees("ada", "cai"))


def test_who_may_not_send_a_kind_only_receives_it(harness: Harness) -> None:
    harness.begin()
    harness.call("enter", "ada", "ada")
    harness.call("enter", "cai", "cai")
    harness.all_see_each_other("ada", "cai")
    harness.call("abilities", "cai", ["microphone"])
    harness.until(lambda: not harness.sees("ada", "cai"))
    assert harness.sees("cai", "ada")
    assert not harness.person("ada", "cai")["video"]
    direction = (
        "window.harness.tabs.get('cai').mesh.pairs.get('ada').peer.transceiver('video').currentDirection"
    )
    harness.until(lambda: harness.page.evaluate(direction) == "recvonly")
    harness.call("abilities", "cai", ["microphone", "camera", "screen_share"])
    harness.until(lambda: harness.sees("ada", "cai"))


@pytest.mark.parametrize("seed", [1])
def test_whatever_happened_everybody_sees_everybody_again(harness: Harness, seed: int) -> None:
    """Sockets, tabs, paths and cameras come and go in any order, while signals are lost."""
    chance = random.Random(seed)
    names = ("ada", "cai", "sam")
    harness.begin(seed=seed, loss=0.2, copies=0.2, delay=600)
    for name in names:
        harness.call("enter", name, name)
    away: set[str] = set()
    end = time.monotonic() + 15
    while time.monotonic() < end:
        time.sleep(chance.random())
        name = chance.choice(names)
        match chance.choice(["drop", "reopen", "reopen", "close", "network", "crash", "camera"]):
            case "drop" if name not in away:
                harness.call("drop", name)
                away.add(name)
            case "reopen" if name in away:
                harness.call("reopen", name)
                away.discard(name)
            case ("close" | "network") as how:
                harness.call("breakPaths", name, how)
            case "crash":
                harness.call("crash", name)
                harness.call("enter", name, name, f"peer-{chance.randrange(10**9)}")
                away.discard(name)
            case "camera":
                harness.call("show", name, "video", chance.random() < 0.5)
    for name in away:
        harness.call("reopen", name)
    for name in names:
        harness.call("show", name, "video", True)
    harness.begin_peace()
    harness.all_see_each_other(*names)
