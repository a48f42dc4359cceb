"""The administration as a whole: every table is there, nothing secret is, history stays, and long lists are cheap."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection, models
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import (
    ROLE_ADMIN,
    Identity,
    Picture,
    RecoveryCode,
    SignInFailures,
    User,
    UserSession,
)  # fmt: skip
from fusemeet.checks import own_models
from fusemeet.read_only import ReadOnlyAdmin
from groups.models import ClassGroup
from mailing.models import OutgoingMail, SuppressedAddress
from playback.models import PlaybackLink
from rooms.models import ChatMessage, Guest, Room, ShareInvitation
from scheduling.models import Invite, Schedule
from signaling.models import (
    DocumentCheckpoint,
    DocumentClient,
    DocumentUpdate,
    JournalEvent,
    Revocation,
    SocketTicket,
)  # fmt: skip
from tests.rows import make_rows

pytestmark = pytest.mark.django_db

ABSENT = {
    SocketTicket: "good for a minute, and its primary key is the ticket's digest",
    User.groups.through: "edited on the account's page",
    User.user_permissions.through: "nobody has any: ROLE_ADMIN may do everything here, and nobody else gets in",
}
SECRET = "5ec4e7" * 3
HISTORY = [
    JournalEvent, ChatMessage, DocumentUpdate, DocumentCheckpoint, DocumentClient, UserSession, Revocation,
    OutgoingMail, SignInFailures, RecoveryCode, LogEntry, TOTPDevice,
]  # fmt: skip
SECRET_COLUMNS: dict[type[models.Model], list[str]] = {
    User: ["password"],
    Room: ["room_password", "invite_link_token"],
    ShareInvitation: ["token_digest", "nonce"],
    PlaybackLink: ["token_digest", "nonce"],
    Guest: ["token_digest"],
    Schedule: ["invite_link_token"],
    Invite: ["invite_token"],
    RecoveryCode: ["digest"],
    SignInFailures: ["source"],
    TOTPDevice: ["key"],
    Picture: ["digest"],
}
REGISTERED = sorted(
    (model for model in admin.site._registry if model in own_models() or model in {TOTPDevice, LogEntry}),
    key=lambda model: model._meta.label,
)
# A page of 100 rows: session and account, roles and authenticator, counting, the rows, what they refer to, filters.
MOST_QUERIES = 15


@pytest.fixture
def operator(make_user: Callable[..., User]) -> Client:
    user = make_user("operator")
    user.give_roles(ROLE_ADMIN)
    client = Client()
    client.force_login(user)
    return client


def list_of(model: type[models.Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def test_every_table_is_there_or_absent_for_a_reason() -> None:
    missing = [model for model in own_models() if model not in admin.site._registry and model not in ABSENT]
    assert not missing, f"register them, or say why not: {missing}"
    assert all(ABSENT.values())
    assert not set(ABSENT) & set(admin.site._registry), "the reason is out of date"


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_a_list_has_search_columns_and_an_order(model: type[models.Model]) -> None:
    of_it = admin.site._registry[model]
    assert of_it.search_fields
    assert len(of_it.list_display) > 1
    assert of_it.ordering
    bounded = {"JournalHead", "DocumentHead", "DocumentCheckpoint", "DocumentClient"}
    assert of_it.list_filter or model.__name__ in bounded


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_two_hundred_rows_cost_no_more_queries_than_two(model: type[models.Model], operator: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = operator.get(list_of(model), {"all": ""})
        assert answer.status_code == 200
        return len(captured)

    make_rows(model, 2)
    queries()  # what is asked once for all, such as content types, is not the list's
    few = queries()
    make_rows(model, 198)
    many = queries()
    assert many <= few <= MOST_QUERIES
    assert operator.get(list_of(model), {"q": "1"}).status_code == 200


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_every_filter_and_column_works(model: type[models.Model], operator: Client) -> None:
    make_rows(model, 2)
    of_it = admin.site._registry[model]
    by_all = ".".join(f"-{number}" for number in range(1, len(of_it.list_display) + 1))
    answer = operator.get(list_of(model), {"o": by_all})
    assert answer.status_code == 200
    for spec in answer.context["cl"].filter_specs:
        last = list(spec.choices(answer.context["cl"]))[-1]
        assert operator.get(list_of(model) + last["query_string"]).status_code == 200


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_a_row_can_be_opened_and_shows_nothing_secret(model: type[models.Model], operator: Client) -> None:
    (row,) = make_rows(model, 1)
    for column in SECRET_COLUMNS.get(model, []):
        type(row)._base_manager.filter(pk=row.pk).update(
            **{column: "device:" * (column == "source") + SECRET}
        )
    for path in (page_of(row), list_of(model)):
        answer = operator.get(path)
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode(), path


@pytest.mark.parametrize("model", SECRET_COLUMNS, ids=lambda model: model._meta.label)
def test_what_a_list_hides_is_not_read_by_filtering_it(model: type[models.Model], operator: Client) -> None:
    (row,) = make_rows(model, 1)
    leading = [field for field in model._meta.get_fields() if field.one_to_many]  # what refers to it
    lists = [field for field in leading if field.related_model in admin.site._registry]
    ways = [(model, ""), *((field.related_model, f"{field.field.name}__") for field in lists)]
    for column in SECRET_COLUMNS[model]:
        for start, way in ways:
            for kind in ("", "__startswith", "__isnull", "__regex"):
                answer = operator.get(list_of(start), {f"{way}{column}{kind}": "1"})
                assert answer.status_code == 400, (start, way, column, kind)
    assert operator.get(list_of(model), {"pk": row.pk}).status_code == 200, "the rest can be filtered"


def test_a_relation_that_a_list_is_filtered_by_leads_to_nothing_hidden() -> None:
    class Wide(ReadOnlyAdmin):
        list_filter = ["room__invite_link_token", "room__room_type"]

    page = Wide(Guest, admin.site)
    request = RequestFactory().get("/")
    assert page.lookup_allowed("room__room_type", "x", request)
    assert not page.lookup_allowed("room__invite_link_token", "x", request)
    assert not page.lookup_allowed("token_digest__startswith", "x", request)


@pytest.mark.parametrize("model", HISTORY, ids=lambda model: model._meta.label)
def test_history_is_neither_written_nor_deleted(model: type[models.Model], operator: Client) -> None:
    (row,) = make_rows(model, 1)
    before = model._base_manager.filter(pk=row.pk).values().get()
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert operator.get(reverse(f"{name}_add")).status_code == 403
    assert operator.post(page_of(row), {"_save": "1"}).status_code == 403
    assert operator.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    operator.post(list_of(model), chosen)
    assert model._base_manager.filter(pk=row.pk).values().get() == before


def test_only_rows_with_a_service_behind_them_can_be_changed_or_deleted() -> None:
    open_ones = {
        model
        for model in REGISTERED
        if not issubclass(type(admin.site._registry[model]), ReadOnlyAdmin)
        or "has_delete_permission" in vars(type(admin.site._registry[model]))
    }
    assert open_ones == {User, Room, Picture, SuppressedAddress, ClassGroup}


def test_the_package_that_shows_authenticators_secrets_is_not_the_one_in_use(
    operator: Client, make_user
) -> None:
    device = TOTPDevice.objects.create(user=make_user("ada"), name="phone", key=SECRET)
    assert SECRET not in operator.get(page_of(device)).content.decode()
    assert operator.get(f"{list_of(TOTPDevice)}{device.pk}/qrcode/").status_code in {302, 404}
    assert Identity in admin.site._registry


def test_somebodys_own_password_is_changed_on_the_site(operator: Client) -> None:
    answer = operator.get("/admin/password_change/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("password-settings"))
