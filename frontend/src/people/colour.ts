/** One colour for one person everywhere: cursor, avatar, name. Eight of them, the tokens --person-1 to --person-8. */

export const PERSON_COLOURS = 8;

/** Kept for the life of the page: nobody changes colour, and who has left keeps theirs in the chat. */
const claimed = new Map<string, number>();

/**
 * Gives each of those who are here a colour that no other of them has, as far as eight go: the one that their id
 * points to, or the next free one. Told in the order of joining, so that everybody's page mostly comes to the same.
 */
export function claimColours(userIds: readonly string[], colours: Map<string, number> = claimed): void {
  const taken = new Set(userIds.map((userId) => colours.get(userId)));
  for (const userId of userIds) {
    if (colours.has(userId)) continue;
    let colour = colourOfId(userId);
    for (let tries = 1; taken.has(colour) && tries < PERSON_COLOURS; tries += 1) colour = (colour % PERSON_COLOURS) + 1;
    colours.set(userId, colour);
    taken.add(colour);
  }
}

/** 1 to 8. */
export function personColour(userId: string): number {
  return claimed.get(userId) ?? colourOfId(userId);
}

/** As a CSS value, for styles that are made at run time. */
export function personColourValue(userId: string): string {
  return `var(--person-${String(personColour(userId))})`;
}

function colourOfId(userId: string): number {
  let hash = 0;
  for (const char of userId) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return (hash % PERSON_COLOURS) + 1;
}

/** One or two letters for a person without a picture. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = words[0] ?? "?";
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return [first, last].map((word) => (word ? [...word][0] : "")).join("").toLocaleUpperCase();
}
