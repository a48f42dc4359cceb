/** Who is typing, until they stop or five seconds pass without a sign. Pure steps; the clock is the caller's. */
import type { TypingOut } from "../room/protocol";

const FADES_MS = 5_000;

/** userId → the time in ms when it fades. */
export type TypingState = Readonly<Record<string, number>>;

export function typed(state: TypingState, event: Pick<TypingOut, "userId" | "isTyping">, now: number): TypingState {
  const { [event.userId]: _before, ...others } = state;
  return event.isTyping ? { ...others, [event.userId]: now + FADES_MS } : others;
}

export function stopped(state: TypingState, userId: string): TypingState {
  return userId in state ? typed(state, { userId, isTyping: false }, 0) : state;
}

export function faded(state: TypingState, now: number): TypingState {
  const alive = Object.entries(state).filter(([, until]) => until > now);
  return alive.length === Object.keys(state).length ? state : Object.fromEntries(alive);
}

/** "Ada is typing…"; nothing for nobody. */
export function describeTyping(names: readonly string[]): string {
  if (names.length === 0) return "";
  if (names.length === 1) return `${names[0] ?? ""} is typing…`;
  if (names.length === 2) return `${names[0] ?? ""} and ${names[1] ?? ""} are typing…`;
  return "Several people are typing…";
}
