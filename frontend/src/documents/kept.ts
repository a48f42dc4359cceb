// What was typed and not yet saved, and how it outlives the page: what the provider asks of whoever keeps it.
import * as Y from "yjs";

/** Edits of one's own. They stand on the document of this epoch and on no other. */
export interface Kept {
  epoch: number;
  /** A Yjs update. */
  update: Uint8Array;
}

/** Text that the server would not take, and the wire's reason. */
export interface KeptAside {
  code: string;
  text: string;
}

/** Keeps the unsaved edits of one person, room and document, in this browser. */
export interface Keeper {
  /** What earlier pages of this person left behind. Asked once; it is theirs to keep until `forget`. */
  takeUp(): Promise<{ edits: Kept[]; aside: KeptAside | null }>;
  /** Another edit that is not saved. */
  add(kept: Kept): void;
  /** Everything is saved, what was taken up included. */
  forget(): void;
  /** The page goes: whatever is not written yet must be, now. */
  flush(): void;
  /** Null: the person has taken or dismissed it. */
  setAside(aside: KeptAside | null): void;
  /** The page's copy is gone; from now on others may take up what is left. */
  close(): void;
}

/** The words that an update brings, where the document that they belonged to is no more. */
export function typedText(update: Uint8Array): string {
  return Y.decodeUpdate(update)
    .structs.map((struct) => (struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : ""))
    .join("");
}
