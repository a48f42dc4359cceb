/** The chat of the room: what was said, what is on its way, what failed, what is unread. Pure steps. */
import type { ChatOut, PrivateOut, WelcomeOut } from "../room/protocol";

export interface Line {
  /** The server's id; while on its way, the id it was sent with. */
  id: string;
  seq: number | null;
  userId: string;
  username: string;
  /** The other person of a private message as its sender named them; null: said to all. */
  to: string | null;
  message: string;
  timestamp: number;
  state: "said" | "sending" | "failed";
  /** Why it failed, in words. */
  problem?: string;
}

export interface ChatState {
  /** By seq; the most recent LIMIT. */
  said: readonly Line[];
  /** Sent by me and not yet told back, oldest first. */
  own: readonly Line[];
  unread: number;
  /** The panel is open and in sight, so nothing counts as unread. */
  reading: boolean;
  /** The history was told once; what a later welcome brings is news. */
  started: boolean;
}

const LIMIT = 2_000;

export const emptyChat: ChatState = { said: [], own: [], unread: 0, reading: false, started: false };

export function welcomed(state: ChatState, event: WelcomeOut): ChatState {
  const me = state.started ? event.you.userId : null;
  return event.chat.reduce<ChatState>((next, line) => heard(next, line, me), { ...state, started: true });
}

/** A message that the server tells. `me` counts it as unread unless it is mine; null: part of the history. */
export function heard(state: ChatState, event: ChatOut | PrivateOut, me: string | null): ChatState {
  const own = state.own.filter((line) => line.id !== event.clientId && line.seq !== event.seq);
  if (state.said.some((line) => line.seq === event.seq)) return own.length === state.own.length ? state : { ...state, own };
  const line: Line = {
    id: event.id,
    seq: event.seq,
    userId: event.type === "chat" ? event.userId : event.from,
    username: event.username,
    to: event.type === "private" ? event.to : null,
    message: event.message,
    timestamp: event.timestamp,
    state: "said",
  };
  const counts = me !== null && line.userId !== me && !state.reading;
  return { ...state, own, said: insert(state.said, line), unread: state.unread + (counts ? 1 : 0) };
}

export function sent(state: ChatState, line: Omit<Line, "seq" | "state" | "problem">): ChatState {
  const own = state.own.filter((other) => other.id !== line.id);
  return { ...state, own: [...own, { ...line, seq: null, state: "sending" }] };
}

/** The server has it as `seq`; its own copy of it replaces ours when it comes, or has come already. */
export function acknowledged(state: ChatState, id: string, seq: number | undefined): ChatState {
  if (seq === undefined) return state;
  if (state.said.some((line) => line.seq === seq)) return discarded(state, id);
  return { ...state, own: state.own.map((line) => (line.id === id ? { ...line, seq } : line)) };
}

export function failed(state: ChatState, id: string, problem: string): ChatState {
  return {
    ...state,
    own: state.own.map((line) => (line.id === id ? { ...line, state: "failed", problem } : line)),
  };
}

export function discarded(state: ChatState, id: string): ChatState {
  return { ...state, own: state.own.filter((line) => line.id !== id) };
}

export function reading(state: ChatState, inSight: boolean): ChatState {
  if (state.reading === inSight && (!inSight || state.unread === 0)) return state;
  return { ...state, reading: inSight, unread: inSight ? 0 : state.unread };
}

/** Everything to show, oldest first, one's own unconfirmed lines last. */
export function lines(state: ChatState): Line[] {
  return [...state.said, ...state.own];
}

function insert(said: readonly Line[], line: Line): readonly Line[] {
  const seq = line.seq ?? 0;
  let at = said.length;
  while (at > 0 && (said[at - 1]?.seq ?? 0) > seq) at -= 1;
  return [...said.slice(0, at), line, ...said.slice(at)].slice(-LIMIT);
}
