/** What was typed and is not saved yet, kept in this browser for one person in one room. */
import { newId } from "../room/ids";

/**
 * Each tab keeps under a name of its own; what a tab leaves behind that was closed, crashed or reloaded is the next
 * one's to save. Without locks (plain http) every other tab counts as gone.
 */
export class KeptDrafts<T> {
  private readonly key: string;
  private letGo: () => void = () => undefined;

  /** `owner` names the person, the room and what is kept. */
  constructor(
    private readonly owner: string,
    private readonly storage: Storage = localStorage,
  ) {
    this.key = `${this.owner}:${newId()}`;
    const { locks } = navigator as Partial<Navigator>;
    locks?.request(this.key, () => new Promise<void>((resolve) => (this.letGo = resolve))).catch(() => undefined);
  }

  /** Null: everything is saved. */
  keep(value: T | null): void {
    try {
      if (value === null) this.storage.removeItem(this.key);
      else this.storage.setItem(this.key, JSON.stringify(value));
    } catch {
      // A full or forbidden storage: it is in the page's memory all the same, and closing the tab warns.
    }
  }

  /** What tabs left that are gone, the caller's from now on; `take` keeps it before the old copies go. */
  async inherit(take: (values: T[]) => void): Promise<void> {
    const alive = await livingTabs();
    const orphans = Object.keys(this.storage).filter(
      (key) => key.startsWith(`${this.owner}:`) && key !== this.key && !alive.has(key),
    );
    const values = orphans.flatMap((key) => this.read(key));
    if (values.length > 0) take(values);
    for (const key of orphans) this.storage.removeItem(key);
  }

  close(): void {
    this.letGo();
  }

  private read(key: string): T[] {
    try {
      const value = JSON.parse(this.storage.getItem(key) ?? "null") as T | null;
      return value === null ? [] : [value];
    } catch {
      return [];
    }
  }
}

async function livingTabs(): Promise<ReadonlySet<string | undefined>> {
  const { locks } = navigator as Partial<Navigator>;
  try {
    return new Set((await locks?.query())?.held?.map((lock) => lock.name));
  } catch {
    return new Set();
  }
}
