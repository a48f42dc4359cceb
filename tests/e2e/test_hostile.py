"""B5, B6: two hundred hostile names, titles, messages and mails in a real browser, on every page that shows them.

No dialog, no request to another host, no violation of the content security policy, no error on a page; text is text.
"""

import html
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from playwright.sync_api import Page

from accounts.models import ROLE_ADMIN, User
from rooms import chat
from rooms.models import Room
from signaling.hooks import Person
from tests.e2e.browser import Window
from tests.e2e.call import Caller, until
from tests.e2e.editor import come_in_quietly
from tests.e2e.hostile import FOREIGN, STRINGS, short
from tests.e2e.test_admin import sign_in as sign_in_to_admin
from tests.e2e.test_room import open_panel
from tests.ws import RoomClient

pytestmark = pytest.mark.django_db(transaction=True)

# Told on the console as an error, which no page of these tests may have.
WATCH = """document.addEventListener("securitypolicyviolation",
    (event) => console.error("against the policy: " + event.violatedDirective + " " + event.blockedURI));"""
HARMED = "() => [typeof window.pwned, typeof ({}).polluted]"
SOCKETS = 20


def watch(made: Window) -> list[str]:
    """What this window does that it must not: dialogs, and requests to anybody else."""
    harm: list[str] = []
    own = {server.url for server in made.live.servers} | {server.ws_url for server in made.live.servers}

    def look(url: str) -> None:
        if not url.startswith((*own, "data:", "blob:", "about:")):
            harm.append(f"asked {url}")

    made.context.add_init_script(WATCH)
    made.context.on("request", lambda request: look(request.url))
    made.page.on("websocket", lambda socket: look(socket.url))
    made.page.on("dialog", lambda dialog: (harm.append(f"dialog {dialog.message}"), dialog.dismiss()))
    return harm


@pytest.fixture
def watched(window: Callable[..., Window]) -> Iterator[Callable[..., Window]]:
    """A window that is watched; nothing may have happened in it when the test ends."""
    opened: list[tuple[Window, list[str]]] = []

    def new(**how: Any) -> Window:
        made = window(**how)
        opened.append((made, watch(made)))
        return made

    yield new
    for made, harm in opened:
        assert made.page.evaluate(HARMED) == ["undefined", "undefined"]
        assert not harm


def test_harm_would_be_seen(window: Callable[..., Window]) -> None:
    made = window()
    harm = watch(made)

    def seen(words: str, where: list[str]) -> bool:
        made.page.wait_for_timeout(50)  # what happened is told while Playwright is asked something
        return any(words in each for each in where)

    made.goto("/")
    made.page.evaluate("() => alert(1)")
    markup = f"<img src=//{FOREIGN}/p onerror=alert(2)>"
    made.page.evaluate("markup => document.body.insertAdjacentHTML('beforeend', markup)", markup)
    until(lambda: seen("against the policy: img-src", made.complaints), "the violation is seen")
    until(lambda: seen("script-src", made.complaints), "and that of its handler")
    made.allow(".")
    made.page.evaluate(f"() => {{ location.href = 'http://{FOREIGN}/x'; }}")
    until(lambda: seen(FOREIGN, harm), "the request is seen")
    assert "dialog 1" in harm


def plain(text: str) -> str:
    """As a page shows it: runs of blanks are one."""
    return " ".join(text.split())


def assert_all_shown(page: Page, texts: list[str], where: str) -> None:
    """Each of them stands in the text of what `where` selects, letter for letter."""
    shown = plain(
        page.evaluate("s => [...document.querySelectorAll(s)].map(e => e.textContent).join('\\n')", where)
    )
    missing = [text for text in texts if plain(text) not in shown]
    assert not missing, f"not shown as text: {missing[:5]} ({len(missing)} of {len(texts)})"


def test_b5_b6_in_a_room_names_and_messages_are_text(
    watched: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> None:
    names = itertools.cycle(short(100))
    ada = make_user("ada", account_type="TEACHER", full_name="<img src=x onerror=alert(1)>")
    room = make_room(owner=ada, room_type="CLASSROOM", class_capacity_tier=50, name=short(100)[0])
    said = [text for text in STRINGS if chat_text(text)]
    for text in said[:100]:  # as many as a newcomer gets
        chat.post_message(room=room.pk, person=Person(str(ada.pk), next(names), "x", "OWNER"), message=text)
    window = watched(user=ada)
    host = come_in_quietly(Caller(window, ada, room))
    page, live = window.page, window.live
    open_panel(host, "chat")
    log = page.get_by_role("log", name="Messages")
    log.wait_for()

    people, sockets = [], []
    for number in range(SOCKETS):
        name = next(names)[:49] + next(names)[:50]
        user = make_user(account_type="STUDENT", full_name=name)
        people.append(name)
        sockets.append(RoomClient.enter(live, room.room_id, user, invite=str(room.invite_link_token)))
        sockets[-1].tell("hand", raised=True)
        sockets[-1].tell("reaction", emoji=STRINGS[number][:16])
    rest = said[100:]
    for number, text in enumerate(rest):
        sockets[number % SOCKETS].send("chat", message=text)
    for socket, text in zip(sockets, reversed(said), strict=False):
        socket.send("private", to=str(ada.pk), message=text)
        socket.tell("typing", isTyping=True)

    def texts() -> set[str]:
        found = page.evaluate(
            "() => [...document.querySelectorAll('[role=log] .whitespace-pre-wrap')].map(e => e.textContent)"
        )
        return {str(text) for text in found}

    expected = {chat_text(text) for text in said if "`" not in text}
    until(lambda: expected <= texts(), "every message is shown, letter for letter")
    open_panel(host, "people")  # its button says how many hands are raised
    until(lambda: page.locator("[aria-label='People in the room']").count() > 0, "the people are shown")
    assert_all_shown(page, people, "[aria-label='People in the room']")
    assert (
        page.locator("[role=log] img, [role=log] svg script, [data-tile] script, [role=log] iframe").count()
        == 0
    )
    for link in page.locator("[role=log] a").all():
        assert re.match(r"https?://", str(link.get_attribute("href")))
        assert "noopener" in str(link.get_attribute("rel"))
    for socket in sockets:
        socket.close()


def chat_text(text: str) -> str:
    """What the server keeps of a message; empty for nothing."""
    try:
        return chat.clean(text)
    except Exception:
        return ""


def test_b5_b6_on_the_pages_of_the_site_titles_and_names_are_text(
    watched: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> None:
    ada, fitting = make_user("ada"), short(100)
    rooms = [make_room(owner=ada, description=text) for text in fitting[:100]]
    window = watched(user=ada)
    page = window.page
    for batch in (fitting[:100], fitting[100:]):
        for room, text in zip(rooms, batch, strict=False):
            Room.objects.filter(pk=room.pk).update(room_name=text, description=text)
        window.goto("/dashboard/")
        assert_all_shown(page, batch, "main")
        assert page.locator("main img:not([src^='/']), main iframe, main script:not([src])").count() == 0
    for name in fitting[::12]:
        User.objects.filter(pk=ada.pk).update(full_name=name)
        window.goto("/profile/")
        assert page.locator("input[name=full_name], input[name=fullName]").first.input_value() == re.sub(
            r"[\r\n]", "", name
        )
    for text in fitting[::30]:
        Room.objects.filter(pk=rooms[0].pk).update(room_name=text)
        window.goto(f"/rooms/{rooms[0].room_id}/")
        page.get_by_role("button", name="Join", exact=True).wait_for()
        assert_all_shown(page, [text], "body")


def test_b5_b6_in_the_administration_and_the_mails_text_is_text(
    watched: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> None:
    make_user("boss").give_roles(ROLE_ADMIN)
    ada = make_user("ada")
    room, fitting = make_room(owner=ada), short(100)
    User.objects.bulk_create(
        User(username=f"hostile{n}", email=f"h{n}@example.org", full_name=text, account_type="STUDENT")
        for n, text in enumerate(fitting)
    )
    for text in STRINGS:
        if chat_text(text):
            chat.post_message(
                room=room.pk, person=Person(str(ada.pk), text[:100], "x", "OWNER"), message=text
            )
    Room.objects.filter(pk=room.pk).update(room_name=fitting[4], description=STRINGS[5])
    mail(fitting)
    window = watched()
    window.allow("localStorage")  # what chooses the theme for the administration, in the frame of a mail
    page = window.page
    sign_in_to_admin(window, "light")
    for path in ("accounts/user", "rooms/chatmessage", "rooms/room", f"rooms/room/{room.pk}/change"):
        for query in ("", "?p=2"):
            if "change" in path and query:
                continue
            window.goto(f"/admin/{path}/{query}")
            page.locator("#content").wait_for()
            assert (
                page.locator(
                    "#content img:not([src^='/']), #content iframe, #content script:not([src])"
                ).count()
                == 0
            )
    window.goto("/admin/accounts/user/?q=hostile5")
    assert_all_shown(page, [fitting[5]], "#content")
    window.goto("/dev/mail/")
    subjects = page.locator("main a[href*='/dev/mail/']")
    assert subjects.count() >= 5
    for path in [str(link.get_attribute("href")) for link in subjects.all()][:10]:
        window.goto(path)
        page.locator("main").wait_for()


def mail(texts: list[str]) -> None:
    """Ten mails that show all of them, where the site of a developer keeps its mails."""
    folder = get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=settings.EMAIL_FILE_PATH
    )
    for number in range(10):
        some = texts[number::10]
        subject = re.sub(r"[\x00-\x1f\x7f]", "", some[0])
        message = EmailMultiAlternatives(
            subject, "\n".join(some), "FuseMeet <noreply@example.org>", ["a@example.org"]
        )
        message.connection = folder
        message.attach_alternative("<p>" + "</p><p>".join(map(html.escape, some)) + "</p>", "text/html")
        message.send()
