// How I like the editor: font size, tab width, line wrap. Remembered in this browser, for every room.
import { createStore } from "zustand/vanilla";

export interface Preferences {
  /** In pixels. */
  fontSize: number;
  /** Columns of one step of indentation, written as spaces. */
  tabSize: number;
  wordWrap: boolean;
}

export const FONT_SIZES = [12, 14, 16, 18, 20, 24] as const;
export const TAB_SIZES = [2, 4, 8] as const;

const KEY = "fusemeet:editor";
const DEFAULTS: Preferences = { fontSize: 14, tabSize: 4, wordWrap: true };

export const preferences = createStore<Preferences>(() => readPreferences());

export function setPreferences(part: Partial<Preferences>): void {
  preferences.setState(part);
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences.getState()));
  } catch {
    // A browser that keeps nothing forgets them with the page.
  }
}

/** What is kept, as far as it is still something we offer. */
export function readPreferences(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Record<keyof Preferences, unknown>>;
    return {
      fontSize: FONT_SIZES.find((size) => size === kept.fontSize) ?? DEFAULTS.fontSize,
      tabSize: TAB_SIZES.find((size) => size === kept.tabSize) ?? DEFAULTS.tabSize,
      wordWrap: typeof kept.wordWrap === "boolean" ? kept.wordWrap : DEFAULTS.wordWrap,
    };
  } catch {
    return DEFAULTS;
  }
}
