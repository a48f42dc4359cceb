/** Names for the incarnations of a pair, such that a later one of the same tab can be told from an earlier. */

let last = 0;

/** A new name; grows within this tab even when its clock is set back. */
export function newPairId(now: number = Date.now()): string {
  last = Math.max(now, last + 1);
  const random = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return `${last.toString(36)}-${random.toString(36)}`;
}

/** True when `pair` was made before `current` by the same tab; names made by another program are never older. */
export function isOlder(pair: string, current: string): boolean {
  const [a, b] = [numberOf(pair), numberOf(current)];
  return a !== null && b !== null && a < b;
}

function numberOf(pair: string): number | null {
  const digits = /^([0-9a-z]{6,11})-[0-9a-z]+$/.exec(pair)?.[1];
  return digits === undefined ? null : parseInt(digits, 36);
}
