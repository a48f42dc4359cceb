/** The timer by the server's clock: how much is left, whatever this machine believes the time to be. Pure steps. */
import type { TimerOut, TimerState } from "../room/protocol";

export interface TimerView {
  /** What the server says; null while nobody has ever set it. */
  timer: TimerState | null;
  /** Server time minus one's own, in ms; null before the first word of the server. */
  offset: number | null;
}

export const noTimer: TimerView = { timer: null, offset: null };

/**
 * `now` is `performance.now()`, which nobody sets and no time zone moves. An event is always heard after it was said,
 * so the largest difference is the nearest to the truth.
 */
export function heardAt(state: TimerView, timestamp: number, now: number): TimerView {
  const offset = timestamp - now;
  if (!Number.isFinite(offset)) return state;
  return state.offset !== null && offset <= state.offset ? state : { ...state, offset };
}

/** A new connection measures anew: this machine may have slept. */
export function welcomed(_state: TimerView, event: { timer: TimerState | null; timestamp: number }, now: number): TimerView {
  return { timer: event.timer, offset: event.timestamp - now };
}

export function timerChanged(state: TimerView, event: TimerState | TimerOut): TimerView {
  const { endsAt, remainingSeconds, seconds, by } = event;
  return { ...state, timer: { endsAt, remainingSeconds, seconds, by } };
}

/** Whole seconds, the begun one included; 0: time is up. Null: there is nothing to show. */
export function secondsLeft({ timer, offset }: TimerView, now: number): number | null {
  if (!timer) return null;
  if (timer.endsAt === null) return timer.remainingSeconds;
  if (offset === null) return timer.remainingSeconds;
  return Math.max(0, Math.ceil((Date.parse(timer.endsAt) - now - offset) / 1000));
}

export function isRunning({ timer }: TimerView): boolean {
  return timer !== null && timer.endsAt !== null;
}

/** "5:00", "1:05:00". */
export function asDigits(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${String(hours)}:${two(minutes)}:${two(seconds % 60)}` : `${String(minutes)}:${two(seconds % 60)}`;
}

const SPOKEN: readonly (readonly [seconds: number, words: string])[] = [
  [600, "10 minutes left."],
  [300, "5 minutes left."],
  [60, "1 minute left."],
  [0, "Time is up."],
];

/** What is said aloud when the clock goes from `before` to `after` seconds; a clock that ticks is not read out. */
export function announcement(before: number | null, after: number | null): string | null {
  if (before === null || after === null || after >= before) return null;
  return SPOKEN.find(([seconds]) => after <= seconds && before > seconds && seconds - after < 5)?.[1] ?? null;
}
