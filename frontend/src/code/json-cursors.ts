// Where people are whose client has no awareness: they tell it by the JSON `cursor` event. Pure steps; the clock is
// the caller's. Such a cursor fades when nothing is heard of it and goes a while later, or with its person.
import type { CursorOut } from "../room/protocol";

/** Without news for this long it is shown faintly, and after the second time no more. */
export const FAINT_MS = 15_000;
export const GONE_MS = 60_000;

export interface JsonCursor {
  /** 1-based, in UTF-16 units, as the editor counts. */
  line: number;
  column: number;
  selection: CursorOut["selection"] | null;
  /** When it was heard, in ms. */
  heard: number;
  faint: boolean;
}

/** By userId. */
export type JsonCursors = Readonly<Record<string, JsonCursor>>;

export function moved(state: JsonCursors, { userId, line, column, selection }: CursorOut, now: number): JsonCursors {
  return { ...state, [userId]: { line, column, selection: selection ?? null, heard: now, faint: false } };
}

export function left(state: JsonCursors, userId: string): JsonCursors {
  if (!(userId in state)) return state;
  const { [userId]: _gone, ...others } = state;
  return others;
}

/** The same object until something changes. */
export function faded(state: JsonCursors, now: number): JsonCursors {
  const entries = Object.entries(state);
  const alive = entries
    .filter(([, cursor]) => now - cursor.heard < GONE_MS)
    .map(([userId, cursor]) => {
      const faint = now - cursor.heard >= FAINT_MS;
      return [userId, faint === cursor.faint ? cursor : { ...cursor, faint }] as const;
    });
  const same = alive.length === entries.length && alive.every(([userId, cursor]) => state[userId] === cursor);
  return same ? state : Object.fromEntries(alive);
}
