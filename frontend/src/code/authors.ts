// Who wrote which letter: what the log says of ranges of Yjs ids, and from it the last author of each line.
import * as Y from "yjs";

export interface Author {
  /** Empty: the text that the room began with. */
  userId: string;
  /** In ms since the epoch. */
  time: number;
}

/** `[client, firstClock, userId, timeMs]`: from that clock on, up to the next range of the same client. */
export type AuthorRange = readonly [client: number, clock: number, userId: string, time: number];

/** Grows as the log does; ranges of one client come in the order of their clocks. */
export class AuthorIndex {
  private readonly clients = new Map<number, AuthorRange[]>();

  add(ranges: readonly AuthorRange[]): void {
    for (const range of ranges) {
      const known = this.clients.get(range[0]);
      if (known) known.push(range);
      else this.clients.set(range[0], [range]);
    }
  }

  /** The number of the range that a letter is in, to be read on from; -1: not known. */
  find(client: number, clock: number): number {
    const ranges = this.clients.get(client) ?? [];
    let [low, high] = [0, ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle]?.[1] ?? 0) <= clock) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  range(client: number, number: number): AuthorRange | undefined {
    return this.clients.get(client)?.[number];
  }
}

/**
 * For each line the author of its newest letter; null where that is not known yet. A line break counts only where there
 * are no letters: an empty line is whose break began it. `own` are the letters of this page that the log may not have yet.
 */
export function lineAuthors(text: Y.Text, index: AuthorIndex, own: { client: number; author: Author }): (Author | null)[] {
  /** Undefined: no letters. */
  const lines: (Author | null | undefined)[] = [undefined];
  const breaks: (Author | null)[] = [null];
  const noteLetters = (author: Author | null): void => {
    const last = lines.length - 1;
    const known = lines[last];
    if (!known || (author && author.time >= known.time)) lines[last] = author;
  };
  const noteBreak = (author: Author | null): void => {
    // Only the first line has no break before it.
    if (lines.length === 1) breaks[0] = author;
    lines.push(undefined);
    breaks.push(author);
  };
  for (let item = text._start; item; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
    const { str } = item.content;
    const { client, clock } = item.id;
    let number = index.find(client, clock);
    for (let at = 0; at < str.length; ) {
      const range = index.range(client, number);
      const next = index.range(client, number + 1);
      const end = next ? Math.min(str.length, next[1] - clock) : str.length;
      const author = range ? { userId: range[2], time: range[3] } : client === own.client ? own.author : null;
      for (let newline = str.indexOf("\n", at); newline >= 0 && newline < end; newline = str.indexOf("\n", newline + 1)) {
        if (newline > at) noteLetters(author);
        noteBreak(author);
        at = newline + 1;
      }
      if (at < end) noteLetters(author);
      at = end;
      number += 1;
    }
  }
  return lines.map((author, line) => (author === undefined ? (breaks[line] ?? null) : author));
}
