// What a shared document is to the page that shows it, and what it asks of the line to the server.
import type * as Y from "yjs";

/** What the provider needs of the room's socket; `open` means that the welcome has come. */
export interface Lane {
  readonly status: string;
  sendBinary(data: Uint8Array): boolean;
  onBinary(handler: (data: Uint8Array) => void): () => void;
  onStatus(handler: (status: string) => void): () => void;
}

export type SaveStatus = "loading" | "saving" | "saved" | "offline";

/** A copy that the server would not take, and why: the wire's code. */
export interface SetAside {
  code: string;
  doc: Y.Doc;
}

export interface DocumentState {
  status: SaveStatus;
  /** The copy in use; another one after a refusal or a new epoch. */
  doc: Y.Doc;
  /** Whether this copy has had the server's content. */
  synced: boolean;
  /** Whether something typed here is not yet known to be committed. */
  unsaved: boolean;
  setAside: SetAside | null;
}
