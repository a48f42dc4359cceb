/** The time line's scale: from a moment to its place and back. Skipped parts are drawn short, so that the rest has room. */
import type { Part } from "./manifest";

/** A skipped part takes no more of the line than this much of what is played. */
const SKIPPED_SHARE = 0.015;

export interface Scale {
  length: number;
  /** 0 to 1. */
  placeOf: (time: number) => number;
  timeAt: (place: number) => number;
}

interface Stretch {
  from: number;
  to: number;
  start: number;
  end: number;
}

export function makeScale(length: number, skipped: readonly Part[]): Scale {
  const played = length - skipped.reduce((sum, part) => sum + part.to - part.from, 0);
  const most = played > 0 ? Math.max(played * SKIPPED_SHARE, 1) : Infinity;
  const stretches: Stretch[] = [];
  let at = 0;
  let drawn = 0;
  const add = (to: number, limit: number): void => {
    if (to <= at) return;
    const width = Math.min(to - at, limit);
    stretches.push({ from: at, to, start: drawn, end: drawn + width });
    at = to;
    drawn += width;
  };
  for (const part of skipped) {
    add(part.from, Infinity);
    add(part.to, most);
  }
  add(length, Infinity);
  const whole = drawn || 1;
  const last = stretches.at(-1);
  return {
    length,
    placeOf: (time) => {
      const found = stretches.find(({ to }) => time <= to) ?? last;
      if (!found) return 0;
      const within = (Math.max(time, found.from) - found.from) / (found.to - found.from);
      return Math.min(1, (found.start + Math.min(1, within) * (found.end - found.start)) / whole);
    },
    timeAt: (place) => {
      const wanted = Math.min(1, Math.max(0, place)) * whole;
      const found = stretches.find(({ end }) => wanted <= end) ?? last;
      if (!found) return 0;
      return found.from + ((wanted - found.start) / (found.end - found.start)) * (found.to - found.from);
    },
  };
}
