/** How much each person did along the time line: one count per person and slice of the line. */
import type { Scale } from "./scale";

export interface Deed {
  time: number;
  userId: string;
}

export interface Activity {
  slices: number;
  /** By user id, the most busy first; each with a count per slice. */
  people: ReadonlyMap<string, readonly number[]>;
  /** Of all people together in the busiest slice. */
  most: number;
}

export function activityOf(deeds: Iterable<Deed>, scale: Scale, slices: number): Activity {
  const people = new Map<string, number[]>();
  const sums = new Array<number>(slices).fill(0);
  for (const { time, userId } of deeds) {
    if (userId === "") continue;
    const slice = Math.min(slices - 1, Math.floor(scale.placeOf(time) * slices));
    let counts = people.get(userId);
    if (!counts) {
      counts = new Array<number>(slices).fill(0);
      people.set(userId, counts);
    }
    counts[slice] = (counts[slice] ?? 0) + 1;
    sums[slice] = (sums[slice] ?? 0) + 1;
  }
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  const busiest = [...people].sort(([, a], [, b]) => total(b) - total(a));
  return { slices, people: new Map(busiest), most: Math.max(1, ...sums) };
}
