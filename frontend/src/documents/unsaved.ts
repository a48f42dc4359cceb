// Keeps unsaved edits in the browser's database, so that a closed tab, a crash or an empty battery loses nothing.
import { fromBase64, toBase64 } from "lib0/buffer";
import * as Y from "yjs";
import { newId } from "../room/ids";
import type { Keeper, Kept, KeptAside } from "./kept";
import { addEdit, deleteEdits, editsOf, LAST_WORDS, readAside, writeAside } from "./unsaved-database";

/** On a good line an edit is saved long before this, and the database is never asked. */
const WRITE_MS = 150;
/** The site's local storage takes about 5 MB. */
const MAX_LAST_MOMENT_BYTES = 2_000_000;

export class UnsavedEdits implements Keeper {
  private readonly tab = newId();
  private waiting: Kept[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Rows in the database, and last words in the local storage, to be deleted once everything is saved. */
  private keys = new Set<number>();
  private lastWords = new Set<string>();
  /** Raised by each `forget`: what was still being written then is deleted as soon as it is there. */
  private round = 0;
  private letGo: () => void = () => undefined;

  /** `owner` names person, room and document. */
  constructor(private readonly owner: string) {
    holdName(this.nameOf(this.tab), new Promise((resolve) => (this.letGo = () => resolve(undefined))));
    document.addEventListener("visibilitychange", this.hidden);
  }

  async takeUp(): Promise<{ edits: Kept[]; aside: KeptAside | null }> {
    try {
      const alive = await livePages();
      const orphaned = (tab: string): boolean => tab !== this.tab && !alive.has(this.nameOf(tab));
      const rows = (await editsOf(this.owner)).filter((row) => orphaned(row.tab));
      for (const row of rows) this.keys.add(row.key);
      const edits = [...rows, ...this.readLastWords(orphaned)].map(({ epoch, update }) => ({ epoch, update }));
      return { edits, aside: asideFrom(await readAside(this.owner)) };
    } catch (error) {
      console.warn("This browser keeps no unsaved edits", error);
      return { edits: [], aside: null };
    }
  }

  add(kept: Kept): void {
    this.waiting.push(kept);
    this.timer ??= setTimeout(this.write, WRITE_MS);
  }

  forget(): void {
    this.round += 1;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
    if (this.keys.size > 0) void deleteEdits(this.keys).catch(ignore);
    this.keys = new Set();
    for (const key of this.lastWords) localStorage.removeItem(key);
    this.lastWords.clear();
  }

  /** A write to the database is not waited for when a page goes; the local storage is written at once. */
  flush(): void {
    const [first] = this.waiting;
    if (!first) return;
    const update = Y.mergeUpdates(this.waiting.map((kept) => kept.update));
    const key = this.nameOf(this.tab);
    if (update.length <= MAX_LAST_MOMENT_BYTES) {
      try {
        localStorage.setItem(key, JSON.stringify({ epoch: first.epoch, update: toBase64(update), at: Date.now() }));
        this.lastWords.add(key);
      } catch {
        // A full or forbidden storage: the database may still be quick enough.
      }
    }
    this.write();
  }

  setAside(aside: KeptAside | null): void {
    void writeAside(this.owner, aside).catch(ignore);
  }

  close(): void {
    this.flush();
    document.removeEventListener("visibilitychange", this.hidden);
    this.letGo();
  }

  private readonly hidden = (): void => {
    if (document.visibilityState === "hidden") this.flush();
  };

  private readonly write = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    const waiting = this.waiting;
    const [first] = waiting;
    if (!first) return;
    this.waiting = [];
    const { round } = this;
    const update = Y.mergeUpdates(waiting.map((kept) => kept.update));
    addEdit({ owner: this.owner, tab: this.tab, epoch: first.epoch, update, at: Date.now() }).then((key) => {
      if (round === this.round) this.keys.add(key);
      else void deleteEdits([key]).catch(ignore);
    }, ignore);
  };

  private nameOf(tab: string): string {
    return `${LAST_WORDS}${this.owner}:${tab}`;
  }

  private readLastWords(orphaned: (tab: string) => boolean): Kept[] {
    const own = this.nameOf("");
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(own) && orphaned(key.slice(own.length)));
    return keys.flatMap((key) => {
      this.lastWords.add(key);
      return keptFrom(localStorage.getItem(key)) ?? [];
    });
  }
}

function keptFrom(text: string | null): Kept | null {
  try {
    const { epoch, update } = JSON.parse(text ?? "{}") as Record<string, unknown>;
    return typeof epoch === "number" && typeof update === "string" ? { epoch, update: fromBase64(update) } : null;
  } catch {
    return null;
  }
}

function asideFrom(stored: unknown): KeptAside | null {
  const { code, text } = (stored ?? {}) as Record<string, unknown>;
  return typeof code === "string" && typeof text === "string" ? { code, text } : null;
}

/** A name is held for as long as its page lives, however it ends; over plain http there are no locks to hold. */
function holdName(name: string, until: Promise<unknown>): void {
  const { locks } = navigator as Partial<Navigator>;
  locks?.request(name, () => until).catch(ignore);
}

/** Without locks every page counts as gone: then two tabs may send the same edits, which the server takes once. */
async function livePages(): Promise<Set<string | undefined>> {
  const { locks } = navigator as Partial<Navigator>;
  return new Set((await locks?.query())?.held?.map((lock) => lock.name));
}

function ignore(): void {
  // The edits are in the page's memory all the same.
}
