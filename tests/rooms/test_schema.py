"""The OpenAPI schema says which doors of a room a guest comes through, and is made without a warning."""

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db
ACCOUNT = [{"cookie": []}, {"bearer": []}]


@pytest.fixture
def schema():
    GENERATOR_STATS.reset()
    return APIClient().get("/api/schema/?format=json").json()


def test_the_doors_of_a_room_take_a_pass_and_the_others_do_not(schema):
    paths = schema["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            of_a_room = path.startswith("/api/rooms/{room_id}") or path == "/api/webrtc/ice-servers"
            takes_guests = {"guest": []} in operation.get("security", [])
            assert takes_guests == (of_a_room and not path.endswith("/guest")), (method, path)
    assert paths["/api/rooms/{room_id}/guest"]["post"]["security"] == [{}]
    assert paths["/api/rooms/active"]["get"]["security"] == ACCOUNT
    assert paths["/api/rooms/{room_id}"]["get"]["security"] == [*ACCOUNT, {"guest": []}]
    assert schema["components"]["securitySchemes"]["guest"]["name"] == "guest"


def test_it_is_made_without_a_warning(schema):
    said = [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]
    assert not said


def test_no_answer_but_that_of_a_guest_who_comes_in_has_the_pass(schema):
    shapes = schema["components"]["schemas"]
    assert [name for name, shape in shapes.items() if "guestToken" in shape.get("properties", {})] == [
        "GuestRoom",
        "GuestWaiting",
    ]
