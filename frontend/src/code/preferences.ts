// How I like the editor: font, size, theme, indentation, wrap, map. Remembered in this browser, for every room.
import { createStore } from "zustand/vanilla";

export interface Preferences {
  font: "jetbrains" | "system";
  /** In pixels. */
  fontSize: number;
  theme: "site" | "dark" | "light" | "contrast";
  /** Columns of one step of indentation. */
  tabSize: number;
  /** What the tab key writes: spaces, or a tab. */
  insertSpaces: boolean;
  wordWrap: boolean;
  minimap: boolean;
  /** Whether each line shows who wrote it. */
  authors: boolean;
}

export const FONTS: Record<Preferences["font"], { label: string; family: string }> = {
  jetbrains: {
    label: "JetBrains Mono",
    family: '"JetBrains Mono Variable", "JetBrains Mono", ui-monospace, monospace',
  },
  system: {
    label: "This device's own",
    family: 'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  },
};
export const FONT_SIZES = [12, 14, 16, 18, 20, 24] as const;
export const THEMES: Record<Preferences["theme"], string> = {
  site: "As the site",
  dark: "Dark",
  light: "Light",
  contrast: "High contrast",
};
export const TAB_SIZES = [2, 4, 8] as const;

const KEY = "fusemeet:editor";
const DEFAULTS: Preferences = {
  font: "jetbrains",
  fontSize: 14,
  theme: "site",
  tabSize: 4,
  insertSpaces: true,
  wordWrap: true,
  minimap: false,
  authors: false,
};

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
    const flag = (name: "insertSpaces" | "wordWrap" | "minimap" | "authors"): boolean => {
      const value = kept[name];
      return typeof value === "boolean" ? value : DEFAULTS[name];
    };
    return {
      font: oneOf(FONTS, kept.font) ?? DEFAULTS.font,
      fontSize: FONT_SIZES.find((size) => size === kept.fontSize) ?? DEFAULTS.fontSize,
      theme: oneOf(THEMES, kept.theme) ?? DEFAULTS.theme,
      tabSize: TAB_SIZES.find((size) => size === kept.tabSize) ?? DEFAULTS.tabSize,
      insertSpaces: flag("insertSpaces"),
      wordWrap: flag("wordWrap"),
      minimap: flag("minimap"),
      authors: flag("authors"),
    };
  } catch {
    return DEFAULTS;
  }
}

export function oneOf<Name extends string>(offered: Record<Name, unknown>, value: unknown): Name | null {
  return typeof value === "string" && Object.hasOwn(offered, value) ? (value as Name) : null;
}
