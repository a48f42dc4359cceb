"""The account pages as a browser without script uses them."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from accounts.cookies import ACCESS_COOKIE, REFRESH_COOKIE
from accounts.models import User
from accounts.sessions import TokenPair, read_access
from tests.accounts.conftest import HTML, browser
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


class Page(HTMLParser):
    """What a form on a page would send, which control has the focus, and what is said under the fields."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.status = response.status_code
        self.text = response.content.decode()
        self.forms: list[dict[str, Any]] = []
        self.fields: dict[str, dict[str, str | None]] = {}
        self.labels: set[str] = set()
        self.errors: dict[str, str] = {}
        self._error = ""
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.forms.append({"action": values.get("action"), "method": values.get("method"), "sends": {}})
        if tag == "input" and values.get("name") and self.forms:
            name = str(values["name"])
            self.fields[name] = values
            if values.get("type") != "radio" or "checked" in values:
                self.forms[-1]["sends"][name] = values.get("value") or ""
        if tag == "label" and values.get("for"):
            self.labels.add(str(values["for"]))
        if "field-error" in (values.get("class") or ""):
            self._error = str(values.get("id", "")).removeprefix("id_").removesuffix("_error")

    def handle_data(self, data: str) -> None:
        if self._error and data.strip():
            self.errors[self._error] = data.strip()
            self._error = ""

    @property
    def focused(self) -> str | None:
        return next((name for name, values in self.fields.items() if "autofocus" in values), None)

    def form(self, action: str) -> dict[str, str]:
        return next(form["sends"] for form in self.forms if form["action"] == action)


def send(client: Client, path: str, **changes: str) -> Any:
    """Opens the page, fills its form in, and sends it as a browser would, hidden fields included."""
    page = Page(client.get(path, **HTML))
    where = path.split("?")[0]
    return client.post(where, page.form(where) | changes, **HTML)


NEW = {
    "full_name": "Grace Hopper",
    "username": "grace",
    "email": "grace@example.org",
    "password": "a long enough secret",
    "account_type": "CANDIDATE",
}


# --- signing in and out ----------------------------------------------------------------------------------------------


def test_signing_in_sets_the_cookies_and_leads_to_the_dashboard(ada: User) -> None:
    client = browser()
    response = send(client, "/sign-in/", identifier="ada@example.org", password=PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/dashboard/")
    assert read_access(response.cookies[ACCESS_COOKIE].value).user == ada
    assert response.cookies[REFRESH_COOKIE]["httponly"]


def test_no_token_is_in_any_page(ada: User) -> None:
    client = browser()
    send(client, "/sign-in/", identifier="ada", password=PASSWORD)
    for path in ("/profile/", "/verification/"):
        text = client.get(path, **HTML).content.decode()
        assert client.cookies[ACCESS_COOKIE].value not in text
        assert client.cookies[REFRESH_COOKIE].value not in text


def test_signing_in_leads_back_to_where_one_came_from(ada: User) -> None:
    response = send(browser(), "/sign-in/?next=/profile/%3Fa%3D1%26b", identifier="ada", password=PASSWORD)
    assert response["Location"] == "/profile/?a=1&b"


def test_signing_in_never_leads_off_the_site(ada: User) -> None:
    response = send(browser(), "/sign-in/?next=//evil.example/", identifier="ada", password=PASSWORD)
    assert response["Location"] == "/dashboard/"


def test_a_wrong_password_keeps_the_name_and_focuses_the_password(ada: User) -> None:
    response = send(browser(), "/sign-in/?next=/profile/", identifier="ada", password="wrong")
    page = Page(response)
    assert (page.fields["identifier"]["value"], page.focused) == ("ada", "password")
    assert page.fields["next"]["value"] == "/profile/"
    assert "do not belong together" in page.errors["password"]
    assert "wrong" not in (page.fields["password"].get("value") or "")
    assert page.fields["password"]["aria-invalid"] == "true"
    assert ACCESS_COOKIE not in response.cookies


def test_the_page_tells_an_unknown_name_by_the_same_words(ada: User) -> None:
    one = Page(send(browser(), "/sign-in/", identifier="ada", password="wrong"))
    other = Page(send(browser(), "/sign-in/", identifier="nobody", password="wrong"))
    assert one.errors == other.errors


def test_an_empty_form_focuses_the_first_field() -> None:
    page = Page(send(browser(), "/sign-in/"))
    assert page.focused == "identifier"
    assert set(page.errors) == {"identifier", "password"}


def test_a_form_without_its_csrf_token_is_refused(ada: User) -> None:
    response = browser().post("/sign-in/", {"identifier": "ada", "password": PASSWORD}, **HTML)
    assert response.status_code == 403
    assert ACCESS_COOKIE not in response.cookies


def test_whoever_is_signed_in_is_led_on(pair: TokenPair) -> None:
    for path in ("/sign-in/", "/register/"):
        assert browser(pair).get(path, **HTML)["Location"] == "/dashboard/"
    assert browser(pair).get("/sign-in/?next=/profile/", **HTML)["Location"] == "/profile/"


def test_signing_out_ends_the_session_and_clears_the_cookies(pair: TokenPair) -> None:
    client = browser(pair)
    token = Page(client.get("/profile/", **HTML)).form("/sign-out/")
    response = client.post("/sign-out/", token)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert response.cookies[ACCESS_COOKIE].value == ""
    assert browser(pair).get("/api/auth/check").status_code == 401


def test_signing_out_by_a_link_or_a_foreign_form_does_nothing(pair: TokenPair) -> None:
    assert browser(pair).get("/sign-out/").status_code == 405
    assert browser(pair).post("/sign-out/").status_code == 403
    assert browser(pair).get("/api/auth/check").status_code == 200


def test_signing_out_twice_is_no_error() -> None:
    client = browser()
    token = Page(client.get("/sign-in/", **HTML)).form("/sign-in/")["csrfmiddlewaretoken"]
    assert client.post("/sign-out/", {"csrfmiddlewaretoken": token}).status_code == 302


# --- registering -----------------------------------------------------------------------------------------------------


def test_registering_signs_in_and_says_that_a_mail_is_coming() -> None:
    client = browser()
    response = send(client, "/register/", **NEW)
    assert (response.status_code, response["Location"]) == (302, "/dashboard/")
    user = User.objects.get()
    assert (user.username, user.account_type, user.email_verified) == ("grace", "CANDIDATE", False)
    assert read_access(client.cookies[ACCESS_COOKIE].value).user == user
    page = client.get("/profile/", **HTML).content.decode()
    assert "We sent a link to grace@example.org" in page
    assert "Not confirmed yet" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("username", "a b"),
        ("email", "nonsense"),
        ("password", "short"),
        ("password", "password"),
        ("account_type", "KING"),
        ("full_name", "x\u202ey"),
    ],
)
def test_a_wrong_field_keeps_the_others_and_has_the_focus(field: str, value: str) -> None:
    page = Page(send(browser(), "/register/", **(NEW | {field: value})))
    assert (page.status, page.focused) == (200, field)
    assert list(page.errors) == [field]
    for name in set(NEW) - {field, "password", "account_type"}:
        assert page.fields[name]["value"] == NEW[name]
    assert not User.objects.exists()


def test_several_wrong_fields_are_all_said_and_the_first_has_the_focus(ada: User) -> None:
    page = Page(send(browser(), "/register/", **(NEW | {"username": "-", "password": "1"})))
    assert set(page.errors) == {"username", "password"}
    assert page.focused == "username"


@pytest.mark.parametrize(
    ("changes", "field"), [({"username": "ADA"}, "username"), ({"email": "ADA@example.org"}, "email")]
)
def test_what_is_taken_is_said_under_its_field(ada: User, changes: dict[str, str], field: str) -> None:
    page = Page(send(browser(), "/register/", **(NEW | changes)))
    assert (list(page.errors), page.focused) == ([field], field)
    assert page.fields[field]["value"] == changes[field]


def test_the_chosen_account_type_stays_chosen() -> None:
    page = Page(send(browser(), "/register/", **(NEW | {"username": "-"})))
    assert page.form("/register/")["account_type"] == "CANDIDATE"


def test_registering_from_an_invitation_leads_there() -> None:
    response = send(browser(), "/register/?next=/rooms/abc-defg-hij/%3Finvite%3Dt", **NEW)
    assert response["Location"] == "/rooms/abc-defg-hij/?invite=t"


@pytest.mark.parametrize("path", ["/sign-in/", "/register/", "/verification/"])
def test_every_control_has_a_label_and_password_managers_are_helped(path: str) -> None:
    page = Page(browser().get(path, **HTML))
    for name, values in page.fields.items():
        if values.get("type") in {"hidden", "radio"}:
            continue
        assert values["id"] in page.labels, name
        assert values["autocomplete"], name


# --- asking for another mail -----------------------------------------------------------------------------------------


def test_the_verification_page_answers_the_same_for_whatever_address(make_user: Callable[..., User]) -> None:
    make_user("grace", email="grace@example.org", verified=False)
    pages = []
    for email in ("grace@example.org", "nobody@example.org"):
        client = browser()
        response = send(client, "/verification/", email=email)
        assert (response.status_code, response["Location"]) == (302, "/verification/")
        text = client.get("/verification/", **HTML).content.decode()
        assert "a new link is on its way" in text
        pages.append(text.replace(client.cookies["csrftoken"].value, ""))
    assert len({len(text) for text in pages}) == 1


def test_the_verification_page_knows_the_address_of_whoever_is_signed_in(pair: TokenPair, ada: User) -> None:
    assert "is confirmed" in browser(pair).get("/verification/", **HTML).content.decode()
    User.objects.update(email_verified=False)
    assert Page(browser(pair).get("/verification/", **HTML)).fields["email"]["value"] == "ada@example.org"


# --- the profile -----------------------------------------------------------------------------------------------------


def test_the_profile_shows_what_is_known_and_saves_what_is_changed(pair: TokenPair) -> None:
    client = browser(pair)
    page = Page(client.get("/profile/", **HTML))
    assert page.form("/profile/") | {"csrfmiddlewaretoken": ""} == {
        "csrfmiddlewaretoken": "",
        "full_name": "Ada Lovelace",
        "username": "ada",
        "phone_number": "",
    }
    response = send(client, "/profile/", full_name="Ada King", phone_number="+44 20 7946 0000")
    assert response["Location"] == "/profile/"
    assert "Your profile is saved" in client.get("/profile/", **HTML).content.decode()
    stored = User.objects.get()
    assert (stored.full_name, stored.phone_number, stored.username) == ("Ada King", "+44 20 7946 0000", "ada")
    assert stored.last_username_change_at is None


def test_a_second_change_of_the_user_name_is_refused_under_its_field(pair: TokenPair) -> None:
    client = browser(pair)
    send(client, "/profile/", username="ada2")
    page = Page(send(client, "/profile/", username="ada3", full_name="Kept as typed"))
    assert (page.focused, list(page.errors)) == ("username", ["username"])
    assert "once in 30 days" in page.errors["username"]
    assert page.fields["full_name"]["value"] == "Kept as typed"
    assert User.objects.get().username == "ada2"


def test_a_refused_profile_does_not_change_the_name_in_the_header(pair: TokenPair) -> None:
    page = Page(send(browser(pair), "/profile/", full_name="Evil\u202e", username="ada"))
    assert page.focused == "full_name"
    assert '<span class="menu-name">Ada Lovelace</span>' in page.text


def test_the_profile_is_not_for_visitors() -> None:
    assert browser().get("/profile/", **HTML)["Location"] == "/sign-in/?next=%2Fprofile%2F"
    assert User.objects.count() == 0


def test_markup_in_a_name_is_text(pair: TokenPair) -> None:
    client = browser(pair)
    send(client, "/profile/", full_name="<script>alert(1)</script>")
    text = client.get("/profile/", **HTML).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
