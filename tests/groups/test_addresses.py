"""An address that only looks like another is somebody else's, on every database: its account gets nothing of theirs."""

import pytest

from groups import letters
from groups.importing import State, preview_import
from groups.joining import settle_invitations
from groups.members import Newcomer, add_people
from groups.models import GroupInvitation, GroupMember

pytestmark = pytest.mark.django_db

ALIKE = [
    ("sam@example.org", "sam@exämple.org"),
    ("sam@exämple.org", "sam@example.org"),
    ("sam@strasse.example.org", "sam@straße.example.org"),
]


@pytest.mark.parametrize(("invited", "registered"), ALIKE)
def test_whoever_is_added_by_address_is_the_one_who_has_it(mine, make_user, invited, registered):
    other = make_user("other", email=registered)
    assert [line.state for line in preview_import(standing=mine, text=invited).lines] == [State.OK]
    added = add_people(standing=mine, newcomers=[Newcomer(invited, "STUDENT")])
    assert [one.email for one in added.invitations] == [invited] and not added.members
    assert settle_invitations([invited, registered]) == 0
    assert not GroupMember.objects.filter(user=other).exists()
    assert GroupInvitation.objects.filter(email=invited).count() == 1


def test_the_same_address_in_another_case_is_the_same(mine, make_user):
    sam = make_user("sam", email="Sam@example.org")
    added = add_people(standing=mine, newcomers=[Newcomer("sAM@Example.org", "STUDENT")])
    assert [one.user for one in added.members] == [sam]


def test_a_blocked_teacher_mails_nobody(mine, tess, make_user):
    sam = make_user("sam", email="sam@example.org")
    newcomers = [Newcomer("new@example.org", "STUDENT"), Newcomer(sam.email, "STUDENT")]
    [invitation] = add_people(standing=mine, newcomers=newcomers).invitations
    to = {"group": mine.group.pk, "by": tess.pk}

    def mails():
        one = letters.invited(invitation=invitation.pk, email="new@example.org", **to)
        return [one is not None, letters.added(user=sam.pk, **to) is not None]

    assert mails() == [True, True]
    type(tess).objects.filter(pk=tess.pk).update(is_active=False)
    assert mails() == [False, False]
