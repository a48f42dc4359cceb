/** Reactions that float for a moment. Pure steps. */
import type { ReactionOut } from "../room/protocol";

export const EMOJI = ["👍", "👏", "❤️", "😂", "🎉", "😮", "🤔", "👋"] as const;

export const EMOJI_NAMES: Record<(typeof EMOJI)[number], string> = {
  "👍": "Thumbs up",
  "👏": "Clap",
  "❤️": "Heart",
  "😂": "Laugh",
  "🎉": "Celebrate",
  "😮": "Surprise",
  "🤔": "Thinking",
  "👋": "Wave",
};

const SHOWN_MS = 4_000;
const AT_ONCE = 30;

export interface Floating {
  key: number;
  userId: string;
  emoji: string;
  until: number;
}

export type ReactionState = readonly Floating[];

let keys = 0;

export function reacted(
  state: ReactionState,
  event: Pick<ReactionOut, "userId" | "emoji">,
  now: number = Date.now(),
): ReactionState {
  keys += 1;
  return [...state, { key: keys, userId: event.userId, emoji: event.emoji, until: now + SHOWN_MS }].slice(-AT_ONCE);
}

export function faded(state: ReactionState, now: number): ReactionState {
  const alive = state.filter((floating) => floating.until > now);
  return alive.length === state.length ? state : alive;
}
