// What other parts of the page want in the editor: it is taken as soon as the editor is open and has the text.
import { createStore } from "zustand/vanilla";

export interface Insertion {
  text: string;
  /** Where the cursor is, or as lines of their own above its line. */
  as: "text" | "lines";
}

export const toInsert = createStore<Insertion | null>(() => null);
