/**
 * The whiteboard over time: what each row of its log changed, and what stood on every page at any row.
 *
 * The document: a root map `page:<id>` for each page, whose keys are `<element>/<group>` and whose values are JSON.
 */
import * as Y from "yjs";
import { BETWEEN_ROWS_MS, countUpTo, type LogRow } from "./log";

const ROOT = /^page:(.+)$/;

export interface BoardChange {
  page: string;
  key: string;
  /** Undefined: the key is gone. */
  value: unknown;
}

export interface BoardRow {
  seq: number;
  time: number;
  userId: string;
  kind: string;
  changes: readonly BoardChange[];
}

/** By page id, then by key. */
export type BoardState = ReadonlyMap<string, ReadonlyMap<string, unknown>>;
type Working = Map<string, Map<string, unknown>>;

const CHECKPOINT_ROWS = 512;

export class BoardTrack {
  readonly rows: BoardRow[] = [];
  readonly times: number[] = [];
  private readonly doc = new Y.Doc();
  private readonly pages = new Map<Y.AbstractType<unknown>, string>();
  private changes: BoardChange[] = [];
  private readonly newest: Working = new Map();
  private readonly ever: Working = new Map();
  private readonly checkpoints: { count: number; state: BoardState }[] = [{ count: 0, state: new Map() }];
  private shown: { count: number; state: Working } = { count: 0, state: new Map() };

  constructor() {
    this.doc.on("afterTransaction", (transaction: Y.Transaction) => {
      for (const [type, keys] of transaction.changed) this.note(type as Y.AbstractType<unknown>, keys);
    });
  }

  /** Adds the next row of the log. Throws when its update cannot be read. */
  add(row: LogRow): BoardRow {
    this.changes = [];
    Y.applyUpdate(this.doc, row.update);
    const { seq, time, userId, kind } = row;
    const made: BoardRow = { seq, time, userId, kind, changes: this.changes };
    change(this.newest, made.changes);
    // What was erased took room as well.
    change(this.ever, made.changes.filter(({ key, value }) => value !== undefined && !key.endsWith("/gone")));
    this.rows.push(made);
    this.times.push(time);
    const since = this.rows.length - (this.checkpoints.at(-1)?.count ?? 0);
    // A copy costs its entries: on a full board they stand further apart, and a seek replays a little more.
    if (since >= CHECKPOINT_ROWS + sizeOf(this.newest)) {
      this.checkpoints.push({ count: this.rows.length, state: copy(this.newest) });
    }
    return made;
  }

  /** Throws when something waits for a row that never came. */
  check(): void {
    if (this.doc.store.pendingStructs || this.doc.store.pendingDs) throw new Error("The log of the board has a gap");
  }

  countAt(time: number): number {
    return countUpTo(this.times, time + BETWEEN_ROWS_MS / 2);
  }

  /** What stood on each page after `count` rows; good until the next call. */
  stateAt(count: number): BoardState {
    const found = countUpTo(this.checkpoints.map((point) => point.count), count) - 1;
    const nearest = this.checkpoints[found];
    if (nearest && !(this.shown.count <= count && this.shown.count >= nearest.count)) {
      this.shown = { count: nearest.count, state: copy(nearest.state) };
    }
    while (this.shown.count < count) {
      change(this.shown.state, this.rows[this.shown.count]?.changes ?? []);
      this.shown.count += 1;
    }
    return this.shown.state;
  }

  /** All that ever stood on a page, as it was last: how much room the page takes over the whole recording. */
  everOn(page: string): ReadonlyMap<string, unknown> {
    return this.ever.get(page) ?? new Map<string, unknown>();
  }

  private note(changed: Y.AbstractType<unknown>, keys: Set<string | null>): void {
    const page = this.pageOf(changed);
    if (page === null) return;
    const map = this.doc.getMap(`page:${page}`);
    for (const key of keys) if (key !== null) this.changes.push({ page, key, value: map.get(key) });
  }

  private pageOf(type: Y.AbstractType<unknown>): string | null {
    const known = this.pages.get(type);
    if (known !== undefined) return known;
    for (const [name, root] of this.doc.share) {
      const page = ROOT.exec(name)?.[1];
      if (root !== type || page === undefined) continue;
      // Until it is asked for as a map, a root has no type, and asking puts another object in its place.
      this.pages.set(this.doc.getMap(name) as Y.AbstractType<unknown>, page);
      return page;
    }
    return null;
  }
}

function change(state: Working, changes: readonly BoardChange[]): void {
  for (const { page, key, value } of changes) {
    const map = state.get(page) ?? new Map<string, unknown>();
    if (value === undefined) map.delete(key);
    else map.set(key, value);
    state.set(page, map);
  }
}

function copy(state: BoardState): Working {
  return new Map([...state].map(([page, map]) => [page, new Map(map)]));
}

function sizeOf(state: BoardState): number {
  let size = 0;
  for (const map of state.values()) size += map.size;
  return size;
}
