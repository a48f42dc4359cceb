"""Two-factor itself: turned on by a code, each code good once, recovery codes, and the way off."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.known_browsers import Client
from accounts.models import RecoveryCode, User
from accounts.two_factor.recovery_codes import count_recovery_codes, make_recovery_codes, use_recovery_code
from accounts.two_factor.secret import Unreadable, open_secret, seal_secret
from accounts.two_factor.services import (
    active_device,
    begin_enrolment,
    check_code,
    confirm_enrolment,
    pending_device,
    renew_recovery_codes,
    secret_in_groups,
    setup_address,
    turn_off,
)
from fusemeet.errors import Conflict, Denied, Invalid, NotFound, Problem, TooMany
from tests.authenticator import Authenticator, turn_on

pytestmark = pytest.mark.django_db

STRANGER = Client("192.0.2.0/24")


def is_good(user: User, code: str, client: Client = STRANGER) -> bool:
    return check_code(user=user, code=code, client=client) is not None


def together(times: int, act: Callable[[int], bool]) -> list[bool]:
    """What `act(number)` answers when so many threads do it at the same moment; a Problem is a no."""
    answers: list[bool] = []
    ready = threading.Barrier(times)

    def run(number: int) -> None:
        try:
            ready.wait()
            answers.append(act(number))
        except Problem:
            answers.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == times
    return answers


# --- turning it on ----------------------------------------------------------------------------------------------------


def test_it_is_on_only_once_a_code_has_confirmed_it(ada: User) -> None:
    app = Authenticator.typed(secret_in_groups(begin_enrolment(user=ada)))
    assert active_device(ada) is None
    with pytest.raises(Invalid) as refused:
        confirm_enrolment(user=ada, code=app.wrong())
    assert list(refused.value.errors or {}) == ["code"]
    assert active_device(ada) is None
    codes = confirm_enrolment(user=ada, code=app.code())
    assert active_device(ada) is not None
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) == 16 for code in codes)  # of 32 letters each: 80 bits


def test_the_confirming_code_is_used_up(ada: User) -> None:
    app = Authenticator.typed(secret_in_groups(begin_enrolment(user=ada)))
    code = app.code()
    confirm_enrolment(user=ada, code=code)
    assert not is_good(ada, code)
    assert is_good(ada, app.code(1))


def test_starting_again_makes_another_secret_and_forgets_the_first(ada: User) -> None:
    first = Authenticator.typed(secret_in_groups(begin_enrolment(user=ada)))
    second = Authenticator.typed(secret_in_groups(begin_enrolment(user=ada)))
    assert first.secret != second.secret
    with pytest.raises(Invalid):
        confirm_enrolment(user=ada, code=first.code())
    confirm_enrolment(user=ada, code=second.code())


def test_a_secret_that_nobody_confirms_is_dead_after_an_hour(ada: User) -> None:
    app = Authenticator.typed(secret_in_groups(begin_enrolment(user=ada)))
    TOTPDevice.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert pending_device(ada) is None
    with pytest.raises(NotFound):
        confirm_enrolment(user=ada, code=app.code())
    TOTPDevice.objects.update(created_at=timezone.now() - timedelta(minutes=59))
    assert confirm_enrolment(user=ada, code=app.code())


def test_it_is_not_begun_while_it_is_on_and_not_confirmed_unbegun(ada: User) -> None:
    with pytest.raises(NotFound):
        confirm_enrolment(user=ada, code="123456")
    turn_on(ada)
    with pytest.raises(Conflict):
        begin_enrolment(user=ada)
    with pytest.raises(Conflict):
        confirm_enrolment(user=ada, code="123456")


def test_an_account_whose_address_nobody_confirmed_cannot_have_it(make_user: Callable[..., User]) -> None:
    squatter = make_user("squatter", verified=False)
    with pytest.raises(Denied):
        begin_enrolment(user=squatter)
    assert pending_device(squatter) is None


def test_the_qr_code_says_what_an_app_needs(ada: User) -> None:
    device = begin_enrolment(user=ada)
    plain = secret_in_groups(device).replace(" ", "")
    assert setup_address(device) == (
        f"otpauth://totp/FuseMeet%3Aada?secret={plain}&issuer=FuseMeet&digits=6&period=30"
    )
    assert len(plain) == 32


@pytest.mark.django_db(transaction=True)
def test_the_owner_hears_of_on_off_and_new_codes(ada: User) -> None:
    app = Authenticator.typed(secret_in_groups(begin_enrolment(user=ada)))
    confirm_enrolment(user=ada, code=app.code())
    renew_recovery_codes(user=ada)
    turn_off(user=ada)
    turn_off(user=ada)
    assert [letter.subject for letter in mail.outbox] == [
        "Two-factor is on",
        "You have new recovery codes",
        "Two-factor is off",
    ]
    assert {letter.to[0] for letter in mail.outbox} == {ada.email}
    assert "/profile/two-factor/" in mail.outbox[0].body


# --- codes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(ada: User, steps: int) -> None:
    app = turn_on(ada)
    while int(time.time()) % 30 > 27:  # the code would be of the next step by the time that it is looked at
        time.sleep(0.2)
    assert is_good(ada, app.code(steps))


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_code_of_another_time_is_wrong(ada: User, steps: int) -> None:
    assert not is_good(ada, turn_on(ada).code(steps))


def test_a_code_is_good_once_and_an_older_one_is_not_after_it(ada: User) -> None:
    app = turn_on(ada)
    before, now = app.code(-1), app.code()
    assert is_good(ada, now)
    assert not is_good(ada, now)
    assert not is_good(ada, before)
    assert is_good(ada, app.code(1))


@pytest.mark.parametrize("write", ["{0}{1}", " {0} {1} ", "{0}\t{1}"])
def test_a_code_may_be_typed_with_gaps(ada: User, write: str) -> None:
    code = turn_on(ada).code()
    assert is_good(ada, write.format(code[:3], code[3:]))


def test_only_six_plain_digits_are_a_code(ada: User) -> None:
    app = turn_on(ada)
    code = app.code()
    foreign = "".join(chr(0x0660 + int(digit)) for digit in code)  # Arabic-Indic digits, which int() reads
    for wrong in [
        "",
        code[:5],
        code + "0",
        f"+{code[1:]}",
        f"-{code}",
        foreign,
        f"{code[:3]}_{code[3:]}",
        "1e5",
        "x",
    ]:
        assert not is_good(ada, wrong), wrong
    assert is_good(ada, code)


def test_a_code_of_somebody_else_is_wrong(ada: User, make_user: Callable[..., User]) -> None:
    turn_on(ada)
    assert not is_good(ada, turn_on(make_user("eve")).code())


@pytest.mark.django_db(transaction=True)
def test_of_twenty_parallel_uses_of_one_code_one_succeeds(ada: User) -> None:
    code = turn_on(ada).code()
    with override_settings(RATE_LIMITS={"two-factor": [(1000, 3600)]}):
        answers = together(20, lambda _: is_good(ada, code))
    assert answers.count(True) == 1


def test_ten_wrong_codes_within_an_hour_are_looked_at_and_no_more(ada: User) -> None:
    app = turn_on(ada)
    for _ in range(10):
        assert not is_good(ada, app.wrong())
    with pytest.raises(TooMany) as refused:
        is_good(ada, app.code())
    assert 0 < (refused.value.retry_after or 0) <= 3600


def test_good_codes_are_not_counted(ada: User) -> None:
    app = turn_on(ada)
    for _ in range(9):
        assert not is_good(ada, app.wrong())
    assert is_good(ada, app.code()) and is_good(ada, app.code(1))
    assert not is_good(ada, app.wrong()), (
        "the tenth that is looked at; a good one among the ten would raise here"
    )


def test_whoever_tries_codes_cannot_shut_the_owner_out(ada: User) -> None:
    app, codes = turn_on(ada), make_recovery_codes(user=ada)
    home = Client("198.51.100.0/24", [(ada.pk, ada.token_version, "a browser of hers")])
    for _ in range(10):
        is_good(ada, app.wrong())
    with pytest.raises(TooMany):
        is_good(ada, app.wrong())
    assert is_good(ada, app.code(), home), "a browser that she signed in with before is counted by itself"
    assert is_good(ada, codes[0]), "recovery codes are looked at however much was tried"
    device = TOTPDevice.objects.get()
    assert device.verify_is_allowed() == (True, None), (
        "the library's own delay, which doubles without end, never starts"
    )


@pytest.mark.django_db(transaction=True)
def test_the_owner_is_told_once_a_day_that_codes_are_being_tried(ada: User) -> None:
    app = turn_on(ada)
    for _ in range(10):
        is_good(ada, app.wrong())
    for _ in range(3):
        with pytest.raises(TooMany):
            is_good(ada, app.wrong())
    assert [letter.subject for letter in mail.outbox] == ["Somebody is trying your codes"]


# --- recovery codes ---------------------------------------------------------------------------------------------------


def test_a_recovery_code_is_good_once_in_any_writing(ada: User) -> None:
    turn_on(ada)
    codes = make_recovery_codes(user=ada)
    assert is_good(ada, f" {codes[0].upper().replace('-', ' ')} ")
    assert not is_good(ada, codes[0])
    assert is_good(ada, codes[1].replace("-", "").replace("0", "O").replace("1", "l"))
    assert count_recovery_codes(ada) == 8


@pytest.mark.django_db(transaction=True)
def test_of_twenty_parallel_uses_of_one_recovery_code_one_succeeds(ada: User) -> None:
    code = make_recovery_codes(user=ada)[0]
    assert together(20, lambda _: use_recovery_code(user=ada, code=code)).count(True) == 1


def test_new_codes_end_those_of_before(ada: User) -> None:
    turn_on(ada)
    old = make_recovery_codes(user=ada)
    new = renew_recovery_codes(user=ada)
    assert not set(old) & set(new)
    assert not is_good(ada, old[0])
    assert is_good(ada, new[0])
    assert RecoveryCode.objects.filter(user=ada).count() == 10


def test_recovery_codes_are_of_one_account_and_need_two_factor(
    ada: User, make_user: Callable[..., User]
) -> None:
    eve = make_user("eve")
    codes = make_recovery_codes(user=ada)
    turn_on(eve)
    assert not is_good(eve, codes[0])
    assert not is_good(ada, codes[0]), "off"
    with pytest.raises(Conflict):
        renew_recovery_codes(user=ada)
    turn_on(ada)
    assert is_good(ada, codes[0])


def test_turning_it_off_takes_everything_away(ada: User) -> None:
    app, codes = turn_on(ada), make_recovery_codes(user=ada)
    turn_off(user=ada)
    assert not is_good(ada, app.code()) and not is_good(ada, codes[0])
    assert not RecoveryCode.objects.exists() and pending_device(ada) is None


# --- at rest ----------------------------------------------------------------------------------------------------------


def everything_stored() -> str:
    rows = [*TOTPDevice.objects.values(), *RecoveryCode.objects.values()]
    return " ".join(str(value) for row in rows for value in row.values())


def test_neither_secret_nor_recovery_codes_are_stored_as_they_are(ada: User) -> None:
    app, codes = turn_on(ada), make_recovery_codes(user=ada)
    stored = everything_stored()
    shown = secret_in_groups(TOTPDevice.objects.get()).replace(" ", "")
    assert app.secret.hex() not in stored and shown not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


def test_a_sealed_secret_opens_for_its_account_and_key_alone() -> None:
    secret = b"12345678901234567890"
    sealed = seal_secret(secret, user_id=7)
    assert len(sealed) <= 80
    assert seal_secret(secret, user_id=7) != sealed
    assert open_secret(sealed, user_id=7) == secret
    changed = sealed[:-1] + ("A" if sealed[-1] != "A" else "B")
    for wrong, user_id in [
        (sealed, 8),
        (changed, 7),
        ("", 7),
        ("no base64!", 7),
        ("AAAA", 7),
        (secret.hex(), 7),
    ]:
        with pytest.raises(Unreadable):
            open_secret(wrong, user_id=user_id)
    with override_settings(SECRET_KEY="another" * 10), pytest.raises(Unreadable):
        open_secret(sealed, user_id=7)


def test_a_planned_change_of_the_key_keeps_authenticators(ada: User, settings: Any) -> None:
    app = turn_on(ada)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert is_good(ada, app.code())


def test_with_a_key_that_is_gone_recovery_codes_still_open(ada: User, settings: Any) -> None:
    app, codes = turn_on(ada), make_recovery_codes(user=ada)
    settings.SECRET_KEY = "another" * 10
    with patch("accounts.two_factor.services.log.error") as said:
        assert not is_good(ada, app.code())
    assert said.called
    assert is_good(ada, codes[0])
