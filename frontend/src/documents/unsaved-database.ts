// The table of unsaved edits in the browser's own database, shared by all tabs of this site.
import * as idb from "lib0/indexeddb";

const NAME = "fusemeet-unsaved";
const EDITS = "edits";
const ASIDE = "aside";
/** Of a room that one never comes back to, nothing is kept for ever. */
const KEEP_MS = 30 * 24 * 3600 * 1000;

/** Begins the keys under which the local storage holds what a page had no time to write into the database. */
export const LAST_WORDS = "fusemeet:unsaved:";

export interface EditRow {
  /** Person, room and document: nobody else's words are ever sent as one's own. */
  owner: string;
  /** The page that wrote it; a page lives once. */
  tab: string;
  epoch: number;
  update: Uint8Array;
  /** ms since the epoch. */
  at: number;
}

export interface StoredEdit extends EditRow {
  key: number;
}

let opened: Promise<IDBDatabase> | null = null;

/** Rejects where the browser has no database for this page (private modes, a full disk): then only the page remembers. */
function open(): Promise<IDBDatabase> {
  opened ??= idb
    .openDB(NAME, (database) => idb.createStores(database, [[EDITS, { autoIncrement: true }], [ASIDE]]))
    .catch((error: unknown) => {
      opened = null;
      throw error instanceof Error ? error : new Error(String(error));
    });
  return opened;
}

async function store(name: string, access: "readonly" | "readwrite"): Promise<IDBObjectStore> {
  const [table] = idb.transact(await open(), [name], access);
  if (!table) throw new Error(`no table ${name}`);
  return table;
}

export async function addEdit(row: EditRow): Promise<number> {
  return idb.addAutoKey(await store(EDITS, "readwrite"), row as unknown as ArrayBuffer);
}

/** One person's edits of one document, in the order in which they were made. */
export async function editsOf(owner: string): Promise<StoredEdit[]> {
  const table = await store(EDITS, "readonly");
  const rows: StoredEdit[] = [];
  await idb.iterate(table, null, (row: EditRow, key: number) => {
    if (row.owner === owner) rows.push({ ...row, key });
  });
  return rows;
}

export async function deleteEdits(keys: Iterable<number>): Promise<void> {
  const table = await store(EDITS, "readwrite");
  await Promise.all([...keys].map((key) => idb.del(table, key)));
}

/** Whose edits there are, of whatever page; none where this browser keeps nothing. */
export async function leftBehind(): Promise<Set<string>> {
  const owners = new Set<string>();
  try {
    await idb.iterate(await store(EDITS, "readonly"), null, (row: EditRow) => void owners.add(row.owner));
  } catch {
    // Then there is only what was put into the local storage at the last moment.
  }
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(LAST_WORDS)) continue;
    if (isOld(parseAt(localStorage.getItem(key)))) localStorage.removeItem(key);
    else owners.add(key.slice(LAST_WORDS.length, key.lastIndexOf(":")));
  }
  return owners;
}

/** Drops what was kept for rooms that nobody came back to. */
export async function dropOld(): Promise<void> {
  for (const name of [EDITS, ASIDE]) {
    const table = await store(name, "readwrite");
    await idb.iterate(table, null, (row: { at?: unknown }, key: string | number) => {
      if (isOld(row.at)) void idb.del(table, key);
    });
  }
}

function isOld(at: unknown): boolean {
  return typeof at !== "number" || at < Date.now() - KEEP_MS;
}

function parseAt(text: string | null): unknown {
  try {
    return (JSON.parse(text ?? "{}") as { at?: unknown }).at;
  } catch {
    return undefined;
  }
}

export async function readAside(owner: string): Promise<unknown> {
  return idb.get(await store(ASIDE, "readonly"), owner);
}

export async function writeAside(owner: string, aside: object | null): Promise<void> {
  const table = await store(ASIDE, "readwrite");
  await (aside ? idb.put(table, { ...aside, at: Date.now() } as unknown as ArrayBuffer, owner) : idb.del(table, owner));
}
