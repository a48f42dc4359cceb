/** One colour for one person everywhere: cursor, avatar, name. Eight of them, the tokens --person-1 to --person-8. */

export const PERSON_COLOURS = 8;

/**
 * 1 to 8. By the number of the first join, so that the first eight people of a room all differ;
 * by the id for somebody who left before we came.
 */
export function personColour(userId: string, joinNumber?: number): number {
  if (joinNumber !== undefined) return (Math.max(1, joinNumber) - 1) % PERSON_COLOURS + 1;
  let hash = 0;
  for (const char of userId) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return (hash % PERSON_COLOURS) + 1;
}

/** As a CSS value, for styles that are made at run time. */
export function personColourValue(userId: string, joinNumber?: number): string {
  return `var(--person-${String(personColour(userId, joinNumber))})`;
}

/** One or two letters for a person without a picture. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = words[0] ?? "?";
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return [first, last].map((word) => (word ? [...word][0] : "")).join("").toLocaleUpperCase();
}
