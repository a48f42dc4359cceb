/** The rows of a shared document's log, as the server sends them: one record after another, in lib0's encoding. */
import * as decoding from "lib0/decoding";

export interface LogRow {
  seq: number;
  /** Milliseconds since the recording began; strictly growing, so that each row has a moment of its own. */
  time: number;
  /** Who wrote it; empty: the server (the first text of a room). */
  userId: string;
  /** By which door it came: yjs, patch, content, board. */
  kind: string;
  update: Uint8Array;
}

/** Rows of one commit share a millisecond; this far apart (ms) each of them can still be shown by itself. */
export const BETWEEN_ROWS_MS = 0.001;

/**
 * The records of one page. Throws when it is cut short or out of order.
 *
 * `after`: the row before this page, or null.
 */
export function decodeLog(data: Uint8Array, after: LogRow | null = null): LogRow[] {
  const rows: LogRow[] = [];
  const decoder = decoding.createDecoder(data);
  let last = after;
  while (decoding.hasContent(decoder)) {
    const row: LogRow = {
      seq: decoding.readVarUint(decoder),
      time: decoding.readVarUint(decoder),
      userId: decoding.readVarString(decoder),
      kind: decoding.readVarString(decoder),
      update: decoding.readVarUint8Array(decoder),
    };
    if (last && row.seq <= last.seq) throw new Error(`Row ${String(row.seq)} comes after row ${String(last.seq)}`);
    // A clock that was set back must not turn the order of the rows around.
    if (last) row.time = Math.max(row.time, last.time + BETWEEN_ROWS_MS);
    rows.push(row);
    last = row;
  }
  return rows;
}

/** How many of `times` (ascending) are at or before `time`. */
export function countUpTo(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
