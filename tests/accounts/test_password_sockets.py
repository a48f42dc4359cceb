"""A new password closes what was opened by the old one, on every process, within a second."""

import httpx

from accounts.passwords import reset_link
from tests.accounts.test_device_sockets import Devices, answer, devices, end_of  # noqa: F401  (devices: a fixture)
from tests.conftest import PASSWORD
from tests.live import Live

NEW = "a quite different secret"


def test_a_changed_password_closes_the_sockets_of_the_other_devices(live: Live, devices: Devices) -> None:  # noqa: F811
    _, here, there = devices

    def change() -> None:
        changed = httpx.post(
            f"{live.http()}/api/auth/profile/change-password",
            json={"password": PASSWORD, "newPassword": NEW},
            headers={"Authorization": f"Bearer {here.pair.access}"},
            timeout=20,
        )
        assert changed.status_code == 200, changed.text

    assert end_of(there.sockets, change) == {4401}
    assert answer(here.sockets)


def test_a_reset_password_closes_every_socket(live: Live, devices: Devices) -> None:  # noqa: F811
    ada, here, there = devices

    def reset() -> None:
        token = httpx.URL(reset_link(ada)).params["token"]
        body = {"token": token, "newPassword": NEW}
        done = httpx.post(f"{live.http()}/api/auth/reset-password", json=body, timeout=20)
        assert done.status_code == 200, done.text

    assert end_of(here.sockets + there.sockets, reset) == {4401}
