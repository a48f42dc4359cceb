"""Who may send what, in the media engine alone: real connections, and a server's rule about their descriptions."""

from tests.e2e.media.conftest import Harness

ALL = ["microphone", "camera", "screen_share"]
DIRECTIONS = """([tab, of]) => window.harness.tabs.get(tab).mesh.pairs.get(of)?.peer?.connection
    .getTransceivers().map(({currentDirection}) => currentDirection)"""


def directions(harness: Harness, tab: str, of: str) -> list[str]:
    found: list[str] = harness.page.evaluate(DIRECTIONS, [tab, of]) or []
    return found


def offers(harness: Harness) -> int:
    return int(harness.page.evaluate("window.harness.room.log.filter(({type}) => type === 'offer').length"))


def refused(harness: Harness) -> int:
    return int(harness.page.evaluate("window.harness.room.refused"))


def come_in(harness: Harness, abilities: list[str], *names: str) -> None:
    """A teacher, who comes first, and students who may send this much."""
    harness.begin()
    harness.call("classroom", names, abilities)
    for name in ("ada", *names):
        harness.call("enter", name, name)
    for name in names:
        harness.until(lambda name=name: harness.sees(name, "ada"))


def allow(harness: Harness, who: str, abilities: list[str], silently: bool = False) -> None:
    harness.page.evaluate(
        "([who, abilities, silently]) => window.harness.room.allow(who, abilities, silently)",
        [who, abilities, silently],
    )


def test_a_right_that_comes_and_goes_is_negotiated_from_both_sides(harness: Harness) -> None:
    # cai makes the connection to ada and is called by sam: a change of rights must work either way.
    come_in(harness, [], "cai", "sam")
    assert directions(harness, "cai", "ada") == ["recvonly"] * 4
    assert not harness.sees("ada", "cai") and not harness.hears("sam", "cai")

    allow(harness, "cai", ["microphone", "camera"])
    harness.until(lambda: harness.sees("ada", "cai") and harness.sees("sam", "cai"))
    harness.until(lambda: harness.hears("ada", "cai") and harness.hears("sam", "cai"))
    assert directions(harness, "cai", "ada")[:3] == ["sendrecv", "sendrecv", "recvonly"]

    allow(harness, "cai", [])
    harness.until(lambda: not harness.sees("ada", "cai") and not harness.sees("sam", "cai"))
    harness.until(lambda: not harness.hears("ada", "cai") and not harness.hears("sam", "cai"))
    harness.until(lambda: directions(harness, "cai", "ada")[0] == "recvonly")
    assert refused(harness) == 0
    before = offers(harness)
    harness.page.wait_for_timeout(6000)
    assert offers(harness) - before <= 4  # what was expected of cai is given up once, and then there is peace


def test_who_goes_on_sending_without_the_right_is_neither_heard_nor_decoded(harness: Harness) -> None:
    come_in(harness, ALL, "cai", "sam")
    harness.until(lambda: harness.sees("ada", "cai") and harness.sees("sam", "cai"))
    harness.until(lambda: harness.hears("ada", "cai") and harness.hears("sam", "cai"))
    harness.call("doctor", "cai")
    allow(harness, "cai", [])
    # At once: nothing of it reaches the page.
    for other in ("ada", "sam"):
        assert not harness.person(other, "cai")["audio"] and not harness.person(other, "cai")["video"]
        harness.until(lambda other=other: not harness.hears(other, "cai"), 5)
    # And a moment later the pictures that still come are not even decoded.
    harness.until(lambda: not harness.sees("ada", "cai"), 15)
    harness.until(lambda: not harness.sees("sam", "cai"), 15)


def test_without_the_rule_a_sender_who_goes_on_would_be_seen(harness: Harness) -> None:
    """The negative control of the test above: the same sender, only nobody takes the right away."""
    come_in(harness, ALL, "cai")
    harness.until(lambda: harness.sees("ada", "cai") and harness.hears("ada", "cai"))
    harness.call("doctor", "cai")
    harness.page.wait_for_timeout(6000)
    assert harness.sees("ada", "cai") and harness.hears("ada", "cai")


def test_a_refused_offer_is_made_again_with_the_present_rights_and_not_over_and_over(
    harness: Harness,
) -> None:
    come_in(harness, ALL, "cai")
    harness.until(lambda: harness.sees("ada", "cai"))
    # The news is late: the server refuses what cai's page still takes to be allowed.
    allow(harness, "cai", ["microphone"], silently=True)
    harness.call("breakPaths", "cai", "close")
    harness.until(lambda: refused(harness) > 0)
    harness.until(lambda: harness.sees("cai", "ada"))
    assert directions(harness, "cai", "ada") == ["recvonly"] * 4
    assert refused(harness) == 1

    harness.page.evaluate("window.harness.room.tellRights('cai')")
    harness.until(lambda: harness.hears("ada", "cai"))
    harness.until(lambda: directions(harness, "cai", "ada")[:2] == ["sendrecv", "recvonly"])
    assert not harness.sees("ada", "cai")
    assert refused(harness) == 1
