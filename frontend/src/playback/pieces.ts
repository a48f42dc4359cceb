/**
 * A text in pieces that never change, each with who wrote which part of it: an edit replaces the pieces it touches,
 * so that a copy of the whole costs a list of references and a hundred copies share their letters.
 *
 * Every offset counts UTF-16 units.
 */
import type { Edit } from "../code/delta";

export interface Piece {
  readonly text: string;
  /** Runs of one author: length, author, length, author … which add up to the text. */
  readonly runs: readonly number[];
}

export interface Run {
  from: number;
  to: number;
  author: number;
}

/** A piece longer than this is cut in halves. */
const LONGEST = 512;

/** Makes `edit` in `pieces` (changed in place). Throws when it lies outside of the text. */
export function editPieces(pieces: Piece[], edit: Edit, author: number): void {
  const { offset, length } = edit;
  // A place at the seam of two pieces belongs to the earlier, so that typing on makes it longer.
  let first = 0;
  let start = 0;
  while (first < pieces.length - 1 && start + sizeOf(pieces[first]) < offset) {
    start += sizeOf(pieces[first]);
    first += 1;
  }
  let last = first;
  let end = start + sizeOf(pieces[first]);
  while (last < pieces.length - 1 && end < offset + length) {
    last += 1;
    end += sizeOf(pieces[last]);
  }
  if (offset < start || offset + length > end) throw new RangeError(`No place ${String(offset)} in this text`);
  const only = pieces[first];
  if (only && first === last && length === 0 && only.text.length + edit.text.length <= LONGEST) {
    pieces[first] = insertInto(only, offset - start, edit.text, author);
    return;
  }
  const touched = pieces.slice(first, last + 1);
  const text = touched.map((piece) => piece.text).join("");
  const runs = touched.flatMap((piece) => piece.runs);
  const at = offset - start;
  const made: Piece = {
    text: text.slice(0, at) + edit.text + text.slice(at + length),
    runs: joinRuns([...cutRuns(runs, 0, at), edit.text.length, author, ...cutRuns(runs, at + length, text.length)]),
  };
  pieces.splice(first, touched.length, ...divide(made));
}

/** What typing does, nearly always: letters into one piece, mostly beside letters of the same author. */
function insertInto({ text, runs }: Piece, at: number, letters: string, author: number): Piece {
  const made = text.slice(0, at) + letters + text.slice(at);
  let end = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const start = end;
    end += runs[i] ?? 0;
    if (end < at) continue;
    // At a seam the run before it comes first; the one after it is the next in turn.
    if (runs[i + 1] === author && start <= at) {
      const longer = runs.slice();
      longer[i] = (longer[i] ?? 0) + letters.length;
      return { text: made, runs: longer };
    }
    if (end > at) break;
  }
  return { text: made, runs: joinRuns([...cutRuns(runs, 0, at), letters.length, author, ...cutRuns(runs, at, text.length)]) };
}

export function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join("");
}

export function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.text.length, 0);
}

/** What stands between two offsets. */
export function sliceOf(pieces: readonly Piece[], from: number, to: number): string {
  let start = 0;
  let found = "";
  for (const { text } of pieces) {
    if (start >= to) break;
    if (start + text.length > from) found += text.slice(Math.max(0, from - start), to - start);
    start += text.length;
  }
  return found;
}

/** Who wrote which part of the whole text, neighbours of one author joined. */
export function runsOf(pieces: readonly Piece[]): Run[] {
  const joined = joinRuns(pieces.flatMap((piece) => piece.runs));
  const runs: Run[] = [];
  let from = 0;
  for (let i = 0; i < joined.length; i += 2) {
    const to = from + (joined[i] ?? 0);
    runs.push({ from, to, author: joined[i + 1] ?? 0 });
    from = to;
  }
  return runs;
}

function sizeOf(piece: Piece | undefined): number {
  return piece?.text.length ?? 0;
}

function divide(piece: Piece): Piece[] {
  if (piece.text === "") return [];
  if (piece.text.length <= LONGEST) return [piece];
  const parts: Piece[] = [];
  for (let from = 0; from < piece.text.length; from += LONGEST / 2) {
    const to = Math.min(piece.text.length, from + LONGEST / 2);
    parts.push({ text: piece.text.slice(from, to), runs: cutRuns(piece.runs, from, to) });
  }
  return parts;
}

function cutRuns(runs: readonly number[], from: number, to: number): number[] {
  const cut: number[] = [];
  let start = 0;
  for (let i = 0; i < runs.length && start < to; i += 2) {
    const size = runs[i] ?? 0;
    const kept = Math.min(to, start + size) - Math.max(from, start);
    if (kept > 0) cut.push(kept, runs[i + 1] ?? 0);
    start += size;
  }
  return cut;
}

function joinRuns(runs: readonly number[]): number[] {
  const joined: number[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const size = runs[i] ?? 0;
    const author = runs[i + 1] ?? 0;
    if (size === 0) continue;
    const before = joined.length - 2;
    if (before >= 0 && joined[before + 1] === author) joined[before] = (joined[before] ?? 0) + size;
    else joined.push(size, author);
  }
  return joined;
}
