/** Makes recordings for tests: real Yjs documents, their updates as rows, and the pages in which a server sends them. */
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import type { LogRow } from "./log";
import { readManifest, type Manifest } from "./manifest";

/** A number from 0 to 1 each call, the same ones for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What people write into a document: each step is a row, and everybody hears of it. */
export class Scribe {
  readonly rows: LogRow[] = [];
  readonly docs = new Map<string, Y.Doc>();
  time = 0;

  constructor(private readonly root = "code") {}

  write(userId: string, step: (text: Y.Text, doc: Y.Doc) => void, kind = "yjs", after = 100): LogRow {
    const doc = this.docOf(userId);
    let update: Uint8Array | null = null;
    const listen = (made: Uint8Array): void => {
      update = made;
    };
    doc.on("update", listen);
    doc.transact(() => step(doc.getText(this.root), doc));
    doc.off("update", listen);
    if (!update) throw new Error("Nothing was changed");
    for (const other of this.docs.values()) if (other !== doc) Y.applyUpdate(other, update);
    this.time += after;
    const row: LogRow = { seq: this.rows.length + 1, time: this.time, userId, kind, update };
    this.rows.push(row);
    return row;
  }

  text(userId: string): string {
    return this.docOf(userId).getText(this.root).toString();
  }

  private docOf(userId: string): Y.Doc {
    let doc = this.docs.get(userId);
    if (!doc) {
      doc = new Y.Doc();
      const [first] = this.docs.values();
      if (first) Y.applyUpdate(doc, Y.encodeStateAsUpdate(first));
      this.docs.set(userId, doc);
    }
    return doc;
  }
}

export function encodeLog(rows: readonly LogRow[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const { seq, time, userId, kind, update } of rows) {
    encoding.writeVarUint(encoder, seq);
    encoding.writeVarUint(encoder, Math.floor(time));
    encoding.writeVarString(encoder, userId);
    encoding.writeVarString(encoder, kind);
    encoding.writeVarUint8Array(encoder, update);
  }
  return encoding.toUint8Array(encoder);
}

export const STARTED = 1_790_000_000_000;

export function manifestWith(part: Record<string, unknown>): Manifest {
  return readManifest({
    roomId: "abc-defg-hij",
    roomName: "A queue from two stacks",
    roomType: "INTERVIEW",
    shared: false,
    startedAt: STARTED,
    endedAt: STARTED + 60_000,
    language: "javascript",
    people: [],
    pages: [],
    documents: {},
    events: [],
    gaps: [],
    ...part,
  });
}
