"""What can be asked of a room over REST, and what the table of rights says of each: the matrix is made from this."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from interviews.models import Note
from playback.links import create_link
from playback.models import PlaybackLink
from questions.models import Question
from rooms.access import room_for
from rooms.models import Grant, ShareInvitation
from rooms.policy import SWITCHES, Ability
from rooms.sharing import share_room
from tests.security.cast import Cast, has
from tests.security.doors import Door
from tests.whiteboard.images import an_image
from whiteboard.models import BoardImage

Body = Callable[[Cast], dict[str, Any]]


def nothing(cast: Cast) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Ask:
    """One request. `needs` are the abilities it takes (all of them), none: whoever has access may. `done` is its
    success; `values` are the parameters of its path besides the room's."""

    door: str
    method: str
    what: str
    needs: tuple[Ability, ...] = ()
    done: int = 200
    body: Body = nothing
    values: Body = nothing
    outside: tuple[int, str] | None = (
        None  # what everybody hears who does not come in by a pass they have already
    )
    form: bool = False  # the body goes as a form, with its file

    def allowed(self, who: str, kind: str) -> bool:
        return all(has(who, kind, ability) for ability in self.needs)


def patch(what: str, needs: Ability, **body: Any) -> Ask:
    return Ask("api-room", "PATCH", what, (needs,), body=lambda cast: body)


def _switch_needs(switch: str) -> Ability:
    own = {"allowHostInvite", "allowHostSettings"}  # what the other hosts may do is the owner's alone
    return Ability.DELETE if switch in own else Ability.MANAGE_PERMISSIONS


def _grant(cast: Cast) -> dict[str, Any]:
    grant, _ = Grant.objects.get_or_create(
        room=cast.room, user=cast.people["other"], ability="microphone", defaults={"allowed": True}
    )
    return {"grant_id": grant.pk}


def _invitation(cast: Cast) -> dict[str, Any]:
    known = ShareInvitation.objects.filter(room=cast.room, email="").first()
    if known is None:
        owner = room_for(cast.room.interviewer, cast.room.room_id)
        share_room(member=owner, identifier="", invite_type="LINK", max_uses=3)
        return _invitation(cast)
    return {"invitation_id": known.pk}


def _board_image(cast: Cast) -> dict[str, Any]:
    image, _ = BoardImage.objects.get_or_create(
        room=cast.room,
        file_id="0" * 40,
        defaults={"mime_type": "image/png", "width": 1, "height": 1, "size": 1, "data": b"x"},
    )
    return {"file_id": image.file_id}


def _note(cast: Cast) -> dict[str, Any]:
    """The owner's, so nobody else changes it."""
    note = Note.objects.filter(room=cast.room).first()
    return {
        "note_id": (note or Note.objects.create(room=cast.room, author=cast.room.interviewer, text="Calm")).pk
    }


def _playback_link(cast: Cast) -> dict[str, Any]:
    known = PlaybackLink.objects.filter(room=cast.room).first()
    return {"link_id": (known or create_link(member=room_for(cast.room.interviewer, cast.room.room_id))).pk}


def _question(cast: Cast) -> dict[str, Any]:
    question, _ = Question.objects.get_or_create(room=cast.room, question="Why?", is_visible=True)
    return {"question_id": question.pk}


def _asked(cast: Cast) -> dict[str, Any]:
    return {"question": "How?", "difficulty": "HARD", "category": "Reasons"}


def _tomorrow(cast: Cast) -> dict[str, Any]:
    until = (timezone.now() + timedelta(days=1)).isoformat()
    return {"userId": cast.id("other"), "ability": "edit_code", "allowed": True, "until": until}


def _session(cast: Cast) -> dict[str, Any]:
    start = timezone.now() + timedelta(days=2)
    times = {"startTime": start.isoformat(), "endTime": (start + timedelta(hours=1)).isoformat()}
    return {"title": "A session", "inviteeEmails": ["invited@example.org"], **times}


ASKS = [
    Ask("api-room", "GET", "look"),
    patch("lock", Ability.LOCK, isLocked=True),
    patch("unlock", Ability.LOCK, isLocked=False),
    patch("name", Ability.SETTINGS, roomName="Another name"),
    patch("description", Ability.SETTINGS, description="Another description"),
    patch("password", Ability.SETTINGS, password="sesame"),
    patch("size", Ability.SETTINGS, maxParticipants=10),
    patch("link access", Ability.SETTINGS, allowLinkAccess=True),
    patch("recording", Ability.SETTINGS, recordingEnabled=True),
    *(patch(f"switch {name}", _switch_needs(name), **{name: on}) for name in sorted(SWITCHES) for on in (True, False)),
    Ask("api-room", "DELETE", "delete", (Ability.DELETE,), done=204),
    Ask("api-room-join", "POST", "take a seat"),
    Ask("api-room-leave", "POST", "leave", body=lambda cast: {"userId": cast.id("other")}),
    Ask("api-room-end", "POST", "end", (Ability.END,)),
    Ask("api-room-open", "POST", "open again", (Ability.DELETE,)),
    Ask(
        "api-room-owner", "POST", "hand over", (Ability.HAND_OVER,),
        body=lambda cast: {"userId": cast.id("other_host")},
    ),
    Ask("api-room-grants", "GET", "list exceptions", (Ability.MANAGE_PERMISSIONS,)),
    Ask("api-room-grants", "POST", "make an exception", (Ability.MANAGE_PERMISSIONS,), 201, _tomorrow),
    Ask(
        "api-room-grants", "POST", "make an exception for a host", (Ability.MANAGE_PERMISSIONS, Ability.DELETE), 201,
        lambda cast: {"userId": cast.id("other_host"), "ability": "share", "allowed": False},
    ),
    Ask("api-room-grant", "DELETE", "take an exception back", (Ability.MANAGE_PERMISSIONS,), 204, values=_grant),
    Ask("api-room-media-permissions", "GET", "what may be sent"),
    Ask(
        "api-room-media-permissions", "POST", "allow or forbid to send", (Ability.MANAGE_PERMISSIONS,),
        body=lambda cast: {"allowMicrophone": True},
    ),
    Ask("api-room-participants", "GET", "who is there"),
    Ask(
        "api-room-remove", "POST", "remove a newcomer", (Ability.REMOVE_PARTICIPANT,),
        values=lambda cast: {"user_id": cast.id("other")},
    ),
    Ask(
        "api-room-remove", "POST", "remove a host", (Ability.REMOVE_PARTICIPANT, Ability.DELETE),
        values=lambda cast: {"user_id": cast.id("other_host")},
    ),
    Ask(
        "api-room-share", "POST", "give a link", (Ability.SHARE,),
        body=lambda cast: {"inviteType": "LINK", "maxUses": 2},
    ),
    Ask(
        "api-room-share", "POST", "invite by name", (Ability.SHARE,),
        body=lambda cast: {"inviteType": "CANDIDATE", "identifier": cast.people["non-member"].username},
    ),
    Ask(
        "api-room-share", "POST", "invite a host", (Ability.SHARE, Ability.DELETE),
        body=lambda cast: {"inviteType": "TEACHER", "identifier": cast.people["non-member"].username},
    ),
    Ask("api-room-invitations", "GET", "list invitations", (Ability.SHARE,)),
    Ask("api-room-invitation", "DELETE", "take an invitation back", (Ability.SHARE,), 204, values=_invitation),
    Ask(
        "api-room-guest", "POST", "come in as a guest where guests are not let in",
        body=lambda cast: {"username": "Gil", "inviteToken": cast.room.invite_link_token},
        outside=(404, "invite_not_found"),
    ),
    Ask("api-room-code", "GET", "the code"),
    Ask("api-room-code-history", "GET", "the moments of the code"),
    Ask("api-room-code-authors", "GET", "who wrote which line"),
    Ask("api-room-board", "GET", "the board"),
    Ask("api-room-board-visibility", "GET", "whether the board is shown"),
    Ask(
        "api-room-board-images", "POST", "put an image on the board", (Ability.DRAW,), 201, form=True,
        body=lambda cast: {"file": SimpleUploadedFile("a.png", an_image())},
    ),
    Ask("api-room-board-image", "GET", "an image of the board", (Ability.SEE_BOARD,), values=_board_image),
    Ask("api-room-questions", "GET", "the questions"),
    Ask("api-room-questions", "POST", "write a question", (Ability.MANAGE_QUESTIONS,), 201, _asked),
    Ask("api-room-question", "PUT", "change a question", (Ability.MANAGE_QUESTIONS,), 200, _asked, _question),
    Ask("api-room-question", "DELETE", "delete a question", (Ability.MANAGE_QUESTIONS,), values=_question),
    Ask(
        "api-room-question-move", "POST", "move a question", (Ability.MANAGE_QUESTIONS,), values=_question,
        body=lambda cast: {"after": None},
    ),
    Ask("api-room-question-keep", "POST", "keep a question", (Ability.MANAGE_QUESTIONS,), 201, values=_question),
    Ask(
        "api-room-questions-draw", "POST", "ask earlier questions again", (Ability.MANAGE_QUESTIONS,), 201,
        body=lambda cast: {"questionIds": [_question(cast)["question_id"]]},
    ),
    Ask("api-room-ticket", "POST", "a ticket for the socket"),
    Ask("api-playback", "GET", "the recording", (Ability.PLAYBACK,)),
    Ask(
        "api-playback-log", "GET", "how the code came about", (Ability.PLAYBACK,),
        values=lambda cast: {"document": "code"},
    ),
    Ask("api-playback-image", "GET", "an image in a recording", (Ability.PLAYBACK,), values=_board_image),
    Ask("api-playback-export", "GET", "the session as a file", (Ability.PLAYBACK,)),
    Ask("api-playback-links", "GET", "list links to the recording", (Ability.PLAYBACK, Ability.SHARE)),
    Ask("api-playback-links", "POST", "make a link to the recording", (Ability.PLAYBACK, Ability.SHARE), 201),
    Ask(
        "api-playback-link", "DELETE", "take such a link back", (Ability.PLAYBACK, Ability.SHARE), 204,
        values=_playback_link,
    ),
    Ask("api-room-schedule", "POST", "plan a session", (Ability.SCHEDULE,), 201, _session),
    Ask("api-notes", "GET", "the interviewers' notes", (Ability.NOTES,)),
    Ask("api-notes", "POST", "note something", (Ability.NOTES,), 201, lambda cast: {"text": "Asks first"}),
    Ask(
        "api-note", "PUT", "change the owner's note", (Ability.NOTES, Ability.DELETE), values=_note,
        body=lambda cast: {"text": "Asks twice"},
    ),
    Ask("api-note", "DELETE", "delete the owner's note", (Ability.NOTES, Ability.DELETE), 204, values=_note),
    Ask("api-scorecards", "GET", "the scorecards", (Ability.NOTES,)),
    Ask("api-my-scorecard", "PUT", "fill in a scorecard", (Ability.NOTES,), body=lambda cast: {"scores": []}),
]  # fmt: skip

# Addresses of one room that the matrix leaves out, and why.
LEFT_OUT: dict[tuple[str, str], str] = {}


def door_of(ask: Ask, doors: list[Door]) -> Door:
    return next(door for door in doors if (door.name, door.method) == (ask.door, ask.method))
