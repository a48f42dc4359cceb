// What was typed and not yet saved when the page went: kept in this tab, for the same person, room and epoch.
import { fromBase64, toBase64 } from "lib0/buffer";
import * as Y from "yjs";

export interface Kept {
  epoch: number;
  /** A Yjs update of one's own edits. */
  update: Uint8Array;
}

/** Session storage takes about 5 MB for the whole site. */
const MAX_KEPT_BYTES = 2_000_000;

export class Keeper {
  /** `owner` names person, room and document: nobody else's words are ever sent as one's own. */
  constructor(
    owner: string,
    private readonly storage: Storage = sessionStorage,
  ) {
    this.key = `fusemeet:unsaved:${owner}`;
  }

  private readonly key: string;

  keep({ epoch, update }: Kept): void {
    if (update.length > MAX_KEPT_BYTES) return;
    try {
      this.storage.setItem(this.key, JSON.stringify({ epoch, update: toBase64(update) }));
    } catch {
      // A full or forbidden storage costs only the survival of a reload.
    }
  }

  /** Null: nothing, or nothing that can be read. */
  read(): Kept | null {
    try {
      const { epoch, update } = JSON.parse(this.storage.getItem(this.key) ?? "{}") as Record<string, unknown>;
      if (typeof epoch !== "number" || typeof update !== "string") return null;
      return { epoch, update: fromBase64(update) };
    } catch {
      return null;
    }
  }

  forget(): void {
    this.storage.removeItem(this.key);
  }
}

/** The words that an update brings, where the document that they belonged to is no more. */
export function typedText(update: Uint8Array): string {
  return Y.decodeUpdate(update)
    .structs.map((struct) => (struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : ""))
    .join("");
}
