/** The code over time: every edit of its log with who made it, and the whole text at any row within a millisecond or so. */

import type { Edit } from "../code/delta";
import { BETWEEN_ROWS_MS, countUpTo, type LogRow } from "./log";
import { editPieces, lengthOf, runsOf, sliceOf, textOf, type Piece, type Run } from "./pieces";
import { TextEdits } from "./text-edits";

/** The name of the text in the document. */
const ROOT = "code";

/** Rows between two copies of the text (a copy is a list of references). */
const CHECKPOINT_ROWS = 256;

export interface CodeRow {
  seq: number;
  time: number;
  /** Place in `CodeTrack.authors`. */
  author: number;
  kind: string;
  edits: readonly Edit[];
  /** UTF-16 units that came in and went. */
  inserted: number;
  deleted: number;
}

export class CodeTrack {
  readonly rows: CodeRow[] = [];
  readonly times: number[] = [];
  /** User ids in the order in which they first wrote; empty: the server. */
  readonly authors: string[] = [];
  private readonly places = new Map<string, number>();
  private readonly checkpoints: (readonly Piece[])[] = [[]];
  private readonly source = new TextEdits(ROOT);
  private readonly newest: Piece[] = [];
  /** The last asked for, from which the next is often one step away. */
  private shown: { count: number; pieces: Piece[] } = { count: 0, pieces: [] };

  /** Adds the next row of the log. Throws when its update cannot be read. */
  add(row: LogRow): CodeRow {
    const edits = this.source.apply(row.update);
    const author = this.authorOf(row.userId);
    this.make(this.newest, edits, author);
    const inserted = edits.reduce((sum, edit) => sum + edit.text.length, 0);
    const deleted = edits.reduce((sum, edit) => sum + edit.length, 0);
    const { seq, time, kind } = row;
    const made: CodeRow = { seq, time, author, kind, edits, inserted, deleted };
    this.rows.push(made);
    this.times.push(time);
    if (this.rows.length % CHECKPOINT_ROWS === 0) this.checkpoints.push([...this.newest]);
    return made;
  }

  /** Throws unless the edits lead to the very text that Yjs has, and nothing waits for a row that never came. */
  check(): void {
    if (this.source.waits) throw new Error("The log of the code has a gap");
    if (this.source.toString() !== textOf(this.newest)) throw new Error("The code could not be followed");
  }

  /** How many rows are there at `time`, in milliseconds. */
  countAt(time: number): number {
    return countUpTo(this.times, time + BETWEEN_ROWS_MS / 2);
  }

  textAt(count: number): string {
    return textOf(this.piecesAt(count));
  }

  lengthAt(count: number): number {
    return lengthOf(this.piecesAt(count));
  }

  /** Who wrote what of the text at that row. */
  runsAt(count: number): Run[] {
    return runsOf(this.piecesAt(count));
  }

  sliceAt(count: number, from: number, to: number): string {
    return sliceOf(this.piecesAt(count), from, to);
  }

  private piecesAt(count: number): readonly Piece[] {
    const nearest = Math.floor(count / CHECKPOINT_ROWS);
    const ahead = this.shown.count <= count && this.shown.count >= nearest * CHECKPOINT_ROWS;
    if (!ahead) this.shown = { count: nearest * CHECKPOINT_ROWS, pieces: [...(this.checkpoints[nearest] ?? [])] };
    while (this.shown.count < count) {
      const row = this.rows[this.shown.count];
      if (row) this.make(this.shown.pieces, row.edits, row.author);
      this.shown.count += 1;
    }
    return this.shown.pieces;
  }

  private make(pieces: Piece[], edits: readonly Edit[], author: number): void {
    // From the end to the start, so that each offset still holds.
    for (let i = edits.length - 1; i >= 0; i -= 1) {
      const edit = edits[i];
      if (edit) editPieces(pieces, edit, author);
    }
  }

  private authorOf(userId: string): number {
    let place = this.places.get(userId);
    if (place === undefined) {
      place = this.authors.push(userId) - 1;
      this.places.set(userId, place);
    }
    return place;
  }
}
