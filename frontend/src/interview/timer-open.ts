/** Whether the timer's settings are open, so that a key can open them too. */
import { createStore } from "zustand/vanilla";

export const timerOpen = createStore<boolean>(() => false);
