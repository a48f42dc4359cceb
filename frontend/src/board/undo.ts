// Undo and redo of one's own changes to a page. Excalidraw's own history would set a shape back to where it was even
// when somebody else has moved it since; this one takes back only what still stands as one left it.
import { readGroups, writeGroups, type Change, type PageMap } from "./document";
import type { Fields, Group } from "./fields";

/** Pushing a shape along with the arrow keys is one step, not forty. */
const MERGE_MS = 600;
const MOST_STEPS = 200;

interface Done {
  id: string;
  group: Group;
  before: Fields;
  after: Fields;
}

/** What a group that is absent says. */
function standing(page: PageMap, id: string, group: Group): Fields {
  const value = readGroups(page, id)[group] ?? {};
  return group === "gone" ? { isDeleted: value.isDeleted === true } : value;
}

function same(a: Fields, b: Fields): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export class OwnUndo {
  private undoable: Done[][] = [];
  private redoable: Done[][] = [];
  private lastAt = -Infinity;
  private readonly listeners = new Set<() => void>();
  private state = { undo: false, redo: false };

  constructor(private readonly page: PageMap) {}

  /** What can be done now; the same object until that changes. */
  readonly snapshot = (): { undo: boolean; redo: boolean } => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Tells of changes just before they are written. `now` in ms. */
  record(changes: readonly Change[], now: number = Date.now()): void {
    const created = new Set(changes.flatMap(({ id, group }) => (group === "base" && !readGroups(this.page, id).base ? [id] : [])));
    const step = changes
      .filter(({ id }) => !created.has(id))
      .map(({ id, group, value }) => ({ id, group, before: standing(this.page, id, group), after: value }));
    // To take back what one drew is to delete it: its groups stay, and others may hold on to it.
    for (const id of created) step.push({ id, group: "gone", before: { isDeleted: true }, after: { isDeleted: false } });
    const last = this.undoable.at(-1);
    const small = step.every(({ group }) => group !== "gone");
    if (last && small && now - this.lastAt < MERGE_MS && sameKeys(last, step)) {
      last.forEach((done, at) => (done.after = step[at]?.after ?? done.after));
    } else {
      this.undoable = [...this.undoable, step].slice(-MOST_STEPS);
    }
    this.lastAt = now;
    this.redoable = [];
    this.tell();
  }

  /** Takes back the last step of which anything still stands; false: there is none. */
  undo(origin: unknown): boolean {
    return this.move(this.undoable, this.redoable, origin);
  }

  redo(origin: unknown): boolean {
    return this.move(this.redoable, this.undoable, origin);
  }

  private move(from: Done[][], to: Done[][], origin: unknown): boolean {
    this.lastAt = -Infinity;
    for (let step = from.pop(); step; step = from.pop()) {
      const stands = step.filter(({ id, group, after }) => same(standing(this.page, id, group), after));
      if (stands.length === 0) continue;
      writeGroups(this.page, stands.map(({ id, group, before }) => ({ id, group, value: before })), origin);
      to.push(stands.map((done) => ({ ...done, before: done.after, after: done.before })));
      this.tell();
      return true;
    }
    this.tell();
    return false;
  }

  private tell(): void {
    this.state = { undo: this.undoable.length > 0, redo: this.redoable.length > 0 };
    for (const listener of [...this.listeners]) listener();
  }
}

function sameKeys(a: readonly Done[], b: readonly Done[]): boolean {
  return a.length === b.length && a.every((done, at) => done.id === b[at]?.id && done.group === b[at]?.group);
}
