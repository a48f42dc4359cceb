/** Whom the next message is for; the people list sets it too. Null: everyone. */
import { createStore } from "zustand/vanilla";

export const recipient = createStore<string | null>(() => null);
