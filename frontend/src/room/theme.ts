/** The light and the dark theme of this page; the choice is shared with the site. */
import { createStore } from "zustand/vanilla";

export type Theme = "light" | "dark";

const KEY = "fusemeet-theme";

export const theme = createStore<Theme>(() => (document.documentElement.dataset.theme === "light" ? "light" : "dark"));

export function setTheme(next: Theme): void {
  const root = document.documentElement;
  root.dataset.theme = next;
  const ground = getComputedStyle(root).getPropertyValue("--ground").trim();
  document.querySelector<HTMLMetaElement>('meta[name="theme-color"]')?.setAttribute("content", ground);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
  theme.setState(next, true);
}
