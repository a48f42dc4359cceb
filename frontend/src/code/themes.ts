// Monaco's two themes in the colours of the page (styles/tokens.css), and which theme the editor shows.
import type * as Monaco from "monaco-editor/editor";
import type { Preferences } from "./preferences";

export function defineThemes(monaco: typeof Monaco): void {
  monaco.editor.defineTheme("fusemeet-dark", {
    base: "vs-dark",
    inherit: true,
    rules: [
      { token: "comment", foreground: "8b96a8" },
      { token: "keyword", foreground: "ff9468" },
      { token: "string", foreground: "7fd1ae" },
      { token: "number", foreground: "e5b454" },
      { token: "type", foreground: "7cc4ff" },
      // Monaco's grammars call letters of most of the world's languages invalid.
      { token: "invalid", foreground: "f4f5f7" },
    ],
    colors: {
      "editor.background": "#171c25",
      "editor.foreground": "#f4f5f7",
      "editorGutter.background": "#171c25",
      "editorLineNumber.foreground": "#7c879a",
      "editorLineNumber.activeForeground": "#f4f5f7",
      "editorCursor.foreground": "#ff7a45",
      "editorWidget.background": "#1e2430",
      "editorWidget.border": "#2b3342",
      "editorHoverWidget.background": "#1e2430",
      "editorSuggestWidget.background": "#1e2430",
      "editorStickyScroll.background": "#171c25",
      focusBorder: "#ff7a45",
    },
  });
  monaco.editor.defineTheme("fusemeet-light", {
    base: "vs",
    inherit: true,
    rules: [
      { token: "comment", foreground: "566072" },
      { token: "keyword", foreground: "b93c0b" },
      { token: "string", foreground: "0b7a57" },
      { token: "number", foreground: "8a5a00" },
      { token: "type", foreground: "005fb8" },
      { token: "invalid", foreground: "14181f" },
    ],
    colors: {
      "editor.background": "#ffffff",
      "editor.foreground": "#14181f",
      "editorLineNumber.foreground": "#6b7486",
      "editorLineNumber.activeForeground": "#14181f",
      "editorCursor.foreground": "#b93c0b",
      "editorWidget.border": "#dde1e8",
      focusBorder: "#b93c0b",
    },
  });
}

/** Keeps Monaco in the wished theme, or in the page's, until it is disposed. */
export class EditorTheme {
  private readonly root = document.documentElement;
  private readonly observer = new MutationObserver(() => this.apply());
  private wish: Preferences["theme"] = "site";

  constructor(private readonly monaco: typeof Monaco) {
    this.observer.observe(this.root, { attributeFilter: ["data-theme"] });
    this.apply();
  }

  show(wish: Preferences["theme"]): void {
    this.wish = wish;
    this.apply();
  }

  dispose(): void {
    this.observer.disconnect();
  }

  private apply(): void {
    this.monaco.editor.setTheme(themeName(this.wish, this.root.dataset["theme"] === "light"));
  }
}

/** Monaco's name of it; high contrast is dark or light as the page is. */
export function themeName(wish: Preferences["theme"], pageIsLight: boolean): string {
  if (wish === "contrast") return pageIsLight ? "hc-light" : "hc-black";
  const light = wish === "light" || (wish === "site" && pageIsLight);
  return light ? "fusemeet-light" : "fusemeet-dark";
}

/** Keeps Monaco in the page's theme until the returned function is called. */
export function followPageTheme(monaco: typeof Monaco): () => void {
  const theme = new EditorTheme(monaco);
  return () => theme.dispose();
}
