/** What was written in the last moments before a row: where it stands at that row, and who wrote it. */
import { moveOffset } from "../code/delta";
import type { CodeTrack } from "./code-track";

/** How long a letter stays highlighted, and how long a person's caret stays after their last edit (ms). */
export const FRESH_MS = 2_500;
export const CARET_MS = 12_000;
const MOST_ROWS = 400;

export interface FreshPart {
  from: number;
  to: number;
  author: number;
}

export interface Caret {
  at: number;
  author: number;
  /** Wrote just now: the name is shown. */
  active: boolean;
}

export interface Fresh {
  parts: FreshPart[];
  carets: Caret[];
}

/** At `time`, in ms of the recording, with `count` rows there. Only of `only` when that is given (an author's place). */
export function freshAt(code: CodeTrack, count: number, time: number, only: number | null): Fresh {
  const first = Math.max(0, count - MOST_ROWS, code.countAt(time - CARET_MS));
  let parts: FreshPart[] = [];
  const carets = new Map<number, { at: number; time: number }>();
  for (const row of code.rows.slice(first, count)) {
    const { edits, author } = row;
    if (edits.length === 0) continue;
    parts = parts
      .map((part) => ({
        ...part,
        from: moveOffset(edits, part.from, "right"),
        to: moveOffset(edits, part.to, "left"),
      }))
      .filter((part) => part.to > part.from);
    for (const caret of carets.values()) caret.at = moveOffset(edits, caret.at, "left");
    if (only !== null && author !== only) continue;
    let shift = 0;
    let end = 0;
    for (const edit of edits) {
      const from = edit.offset + shift;
      end = from + edit.text.length;
      if (edit.text !== "" && row.time > time - FRESH_MS) parts.push({ from, to: end, author });
      shift += edit.text.length - edit.length;
    }
    carets.set(author, { at: end, time: row.time });
  }
  return {
    parts: joinTouching(parts),
    carets: [...carets].map(([author, caret]) => ({ author, at: caret.at, active: caret.time > time - FRESH_MS })),
  };
}

function joinTouching(parts: FreshPart[]): FreshPart[] {
  const joined: FreshPart[] = [];
  for (const part of [...parts].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && last.author === part.author && part.from <= last.to) last.to = Math.max(last.to, part.to);
    else joined.push({ ...part });
  }
  return joined;
}
