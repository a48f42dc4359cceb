"""Who watches a room's playback, and what of it is theirs to see: people of the room, or whoever has a link."""

from dataclasses import dataclass

from accounts.throttle import count_or_refuse
from rooms.access import Member, room_for
from rooms.models import Room
from rooms.people import Someone
from rooms.policy import BOARD_VISIBLE, Ability
from signaling.journal import ALL, audience_includes


@dataclass(frozen=True)
class Viewer:
    """`person` is empty for somebody behind a shared link, who is nobody in the room."""

    room: Room
    person: str
    is_host: bool
    sees_board: bool
    sees_hidden_questions: bool
    shared: bool = False
    sees_notes: bool = False

    def hears(self, audience: str) -> bool:
        """Whether an event of this audience was, or would have been, sent to them."""
        if self.shared:
            return audience == ALL
        return audience_includes(audience, self.person, self.is_host)


def viewer_for(who: Someone, room_id: str) -> Viewer:
    """Raises NotFound for those who have no access to the room, Denied for a right they lack."""
    return viewer_of(room_for(who, room_id, Ability.PLAYBACK))


def count_reading(viewer: Viewer) -> Viewer:
    """Counts that somebody of the room reads of its recording; raises TooMany and Unavailable."""
    count_or_refuse("playback", viewer.person)
    return viewer


def viewer_of(member: Member) -> Viewer:
    return Viewer(
        room=member.room,
        person=member.person,
        is_host=member.is_host,
        sees_board=Ability.SEE_BOARD in member.abilities,
        sees_hidden_questions=Ability.SEE_HIDDEN_QUESTIONS in member.abilities,
        sees_notes=Ability.NOTES in member.abilities,
    )


def anonymous_viewer(room: Room) -> Viewer:
    """Behind a shared link: no private chat, no hidden questions, no notes, and no board while it is hidden."""
    return Viewer(
        room=room,
        person="",
        is_host=False,
        sees_board=room.permissions[BOARD_VISIBLE],
        sees_hidden_questions=False,
        shared=True,
    )
