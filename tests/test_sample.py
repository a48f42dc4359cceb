"""The sample data of a development instance: there is something to see of every part, and making it twice is once."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import CommandError, call_command

from groups.models import GroupMember
from questions.models import LibraryQuestion, Question
from rooms.models import Room
from scheduling.models import Invite, Schedule


@pytest.mark.django_db
def test_every_part_has_something_to_see_and_only_once() -> None:
    caches["strict"].clear()
    tables = (Room, Question, LibraryQuestion, GroupMember, Schedule, Invite)
    counts = []
    for _ in range(2):
        call_command("sampledata", stdout=StringIO())
        counts.append([table.objects.count() for table in tables])
    assert counts[0] == [2, 2, 3, 1, 2, 2]
    assert counts[0] == counts[1]
    assert {invite.invitee_user.username for invite in Invite.objects.all() if invite.invitee_user} == {
        "cai",
        "sam",
    }


@pytest.mark.django_db
def test_no_other_instance_gets_accounts_whose_password_everybody_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "DEVELOPMENT", False)
    with pytest.raises(CommandError):
        call_command("sampledata", stdout=StringIO())
    assert not Room.objects.exists()
