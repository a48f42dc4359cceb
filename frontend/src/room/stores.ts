/** The stores of one visit to a room, one for each noun; `dispatch` feeds them. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { noBoard, type BoardState } from "../board/pages";
import { emptyChat, type ChatState } from "../chat/store";
import type { JsonCursors } from "../code/json-cursors";
import { nobodyWaits, type LobbyState } from "../lobby/store";
import type { TypingState } from "../chat/typing";
import { noQuestions, type QuestionsState } from "../questions/store";
import type { ReactionState } from "../people/reactions";
import { noTimer, type TimerView } from "../interview/clock";
import { noPeople, type PeopleState } from "../people/store";
import type { GrantInfo } from "./protocol";
import { noSession, type SessionState } from "./session";
import type { Status } from "./socket";

export interface ConnectionState {
  status: Status;
  /** The close code, when it is closed for good. */
  code: number | null;
}

export interface Stores {
  session: StoreApi<SessionState>;
  people: StoreApi<PeopleState>;
  chat: StoreApi<ChatState>;
  typing: StoreApi<TypingState>;
  reactions: StoreApi<ReactionState>;
  cursors: StoreApi<JsonCursors>;
  board: StoreApi<BoardState>;
  questions: StoreApi<QuestionsState>;
  timer: StoreApi<TimerView>;
  /** For those who manage permissions: who waits, and who has which exceptions. */
  lobby: StoreApi<LobbyState>;
  grants: StoreApi<readonly GrantInfo[]>;
  connection: StoreApi<ConnectionState>;
}

export function createStores(): Stores {
  return {
    session: createStore<SessionState>(() => noSession),
    people: createStore<PeopleState>(() => noPeople),
    chat: createStore<ChatState>(() => emptyChat),
    typing: createStore<TypingState>(() => ({})),
    reactions: createStore<ReactionState>(() => []),
    cursors: createStore<JsonCursors>(() => ({})),
    board: createStore<BoardState>(() => noBoard),
    questions: createStore<QuestionsState>(() => noQuestions),
    timer: createStore<TimerView>(() => noTimer),
    lobby: createStore<LobbyState>(() => nobodyWaits),
    grants: createStore<readonly GrantInfo[]>(() => []),
    connection: createStore<ConnectionState>(() => ({ status: "connecting", code: null })),
  };
}
