/** Times in which nothing happened, and how the playhead moves when those are skipped. */
import type { Part } from "./manifest";

/** A pause longer than this is idle, but for a moment after what came before and before what comes next. */
export const IDLE_MS = 5_000;
const BEFORE_MS = 700;
const AFTER_MS = 1_300;

/** The idle parts of a recording of `length` ms, apart and in order. `times`: when something happened, ascending. */
export function idleParts(times: readonly number[], length: number): Part[] {
  const parts: Part[] = [];
  let last: number | null = null;
  for (const time of [...times, length]) {
    const from: number = last === null ? 0 : last + AFTER_MS;
    // At the very end there is nothing to come that would need a moment of notice.
    const to = time === length ? length : time - BEFORE_MS;
    if (time - (last ?? 0) > IDLE_MS && to > from) parts.push({ from, to });
    last = time;
  }
  return parts;
}

/** Both lists as one, parts that touch or overlap joined. */
export function joinParts(...lists: (readonly Part[])[]): Part[] {
  const joined: Part[] = [];
  for (const part of lists.flat().sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && part.from <= last.to) last.to = Math.max(last.to, part.to);
    else joined.push({ ...part });
  }
  return joined;
}

export function partAt(parts: readonly Part[], time: number): Part | null {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((parts[middle]?.to ?? 0) > time) high = middle;
    else low = middle + 1;
  }
  const found = parts[low];
  return found && found.from <= time ? found : null;
}

/** Where the playhead is after playing `elapsed` ms (speed included) from `time`; `skipped` takes no time. */
export function advance(time: number, elapsed: number, skipped: readonly Part[], length: number): number {
  let at = time;
  let left = elapsed;
  for (;;) {
    const inside = partAt(skipped, at);
    if (inside) at = inside.to;
    const next = skipped.find((part) => part.from > at);
    const until = next?.from ?? Infinity;
    if (at + left < until) return Math.min(length, at + left);
    left -= until - at;
    at = until;
  }
}
