/** Event type → store. A type that is missing here does not compile. */
import * as board from "../board/pages";
import * as chat from "../chat/store";
import * as typing from "../chat/typing";
import * as cursors from "../code/json-cursors";
import * as lobby from "../lobby/store";
import { claimColours } from "../people/colour";
import * as people from "../people/store";
import * as timer from "../interview/clock";
import type { Question } from "../questions/question";
import * as questions from "../questions/store";
import * as reactions from "../people/reactions";
import type { ServerEvent } from "./protocol";
import * as session from "./session";
import type { Stores } from "./stores";

/** What the past may still change after a reconnect: the snapshot is newer than everything else that is replayed. */
function replayEvent(stores: Stores, event: ServerEvent): void {
  if (event.type === "chat" || event.type === "private") {
    const me = stores.session.getState().me?.userId ?? null;
    stores.chat.setState((state) => chat.heard(state, event, me));
  }
}

export function dispatch(stores: Stores, event: ServerEvent, replay: boolean): void {
  if (replay) return replayEvent(stores, event);
  const me = stores.session.getState().me?.userId ?? null;
  stores.timer.setState((state) => timer.heardAt(state, event.timestamp, performance.now()));
  switch (event.type) {
    case "welcome":
      stores.session.setState((state) => session.welcomed(state, event));
      stores.people.setState((state) => people.welcomed(state, event));
      claimColours(people.inJoinOrder(stores.people.getState()));
      stores.chat.setState((state) => chat.welcomed(state, event));
      stores.board.setState((state) => board.welcomed(state, event));
      stores.lobby.setState(lobby.listed(event.lobby), true);
      stores.grants.setState(event.grants, true);
      stores.timer.setState((state) => timer.welcomed(state, event, performance.now()));
      tellQuestions(stores, event.questions);
      return;
    case "chat":
    case "private": {
      const author = event.type === "chat" ? event.userId : event.from;
      stores.chat.setState((state) => chat.heard(state, event, me));
      stores.typing.setState((state) => typing.stopped(state, author), true);
      return;
    }
    case "typing":
      if (event.userId !== me) stores.typing.setState((state) => typing.typed(state, event, Date.now()), true);
      return;
    case "join":
      stores.people.setState((state) => people.joined(state, event));
      claimColours(people.inJoinOrder(stores.people.getState()));
      return;
    case "leave":
      stores.people.setState((state) => people.left(state, event));
      stores.typing.setState((state) => typing.stopped(state, event.userId), true);
      stores.cursors.setState((state) => cursors.left(state, event.userId), true);
      return;
    case "media-state":
      stores.people.setState((state) => people.mediaChanged(state, event));
      return;
    case "speaking":
      stores.people.setState((state) => people.speakingChanged(state, event.userId, event.isSpeaking));
      return;
    case "hand":
      stores.people.setState((state) => people.handChanged(state, event));
      return;
    case "lower-hand":
      stores.people.setState((state) => people.handsLowered(state, event.userId));
      return;
    case "classroom-permissions":
      stores.session.setState((state) => session.mediaPermissionsChanged(state, event));
      return;
    case "grants":
      stores.grants.setState(event.grants, true);
      return;
    case "lobby":
      stores.lobby.setState((state) => lobby.changed(state, event), true);
      return;
    case "lobby-list":
      stores.lobby.setState(lobby.listed(event.waiting), true);
      return;
    case "waiting":
      stores.session.setState((state) => session.waiting(state, event));
      return;
    case "presence":
      stores.people.setState((state) => people.presenceChanged(state, event));
      return;
    case "reaction":
      stores.reactions.setState((state) => reactions.reacted(state, event), true);
      return;
    case "cursor":
      stores.cursors.setState((state) => cursors.moved(state, event, Date.now()), true);
      return;
    case "abilities":
      stores.session.setState((state) => session.abilitiesChanged(state, event));
      if (!event.abilities.includes("see_board")) stores.board.setState(board.closed);
      if (!event.abilities.includes("see_hidden_questions")) stores.questions.setState(questions.onlyShown);
      if (!event.abilities.includes("manage_permissions")) hostNoMore(stores);
      return;
    case "timer":
      stores.timer.setState((state) => timer.timerChanged(state, event));
      return;
    case "question": {
      const manages = stores.session.getState().abilities.has("manage_questions");
      stores.questions.setState((state) => questions.changed(state, event, manages));
      return;
    }
    case "questions":
      tellQuestions(stores, event.questions);
      return;
    case "room":
      stores.session.setState((state) => session.roomChanged(state, event));
      return;
    case "language":
      stores.session.setState((state) => session.languageChanged(state, event));
      return;
    case "removed":
      stores.session.setState((state) => session.ending(state, "removed"));
      return;
    case "refused":
      stores.session.setState((state) => session.ending(state, "refused"));
      return;
    case "room-ended":
      stores.session.setState((state) => session.ending(state, event.reason));
      return;
    case "board":
      stores.board.setState((state) => board.welcomed(state, { board: event }));
      return;
    case "whiteboard-pages":
      stores.board.setState((state) => board.pagesChanged(state, event));
      return;
    case "whiteboard-page":
      stores.board.setState((state) => board.pageShown(state, event));
      return;
    case "whiteboard-visibility":
      stores.board.setState((state) => board.visibilityChanged(state, event));
      return;
    // The media engine, the board and the socket itself listen to these.
    case "mute":
    case "notes-changed":
    case "scorecards-changed":
    case "whiteboard-action":
    case "whiteboard-clear":
    case "code-patch":
    case "code-change":
    case "offer":
    case "answer":
    case "negotiation-needed":
    case "ice-candidate":
    case "ack":
    case "error":
    case "head":
    case "pong":
    case "reconnect":
      return;
    default:
      unknownEvent(event);
  }
}

function hostNoMore(stores: Stores): void {
  stores.lobby.setState(lobby.nobodyWaits, true);
  stores.grants.setState([], true);
}

/** The whole list as I may see it now. */
function tellQuestions(stores: Stores, list: readonly Question[]): void {
  const manages = stores.session.getState().abilities.has("manage_questions");
  stores.questions.setState((state) => questions.listed(state, list, manages));
}

/** A newer server may say more than this page knows; that is no reason to stop. */
function unknownEvent(_event: never): void {}
