// How Monaco is set up here, whatever one prefers.
import type { editor } from "monaco-editor/editor";

/** Of every editor that shows the room's text. */
export const LOOK = {
  automaticLayout: true,
  // People of every language write here; warnings about their letters would only be noise.
  unicodeHighlight: { ambiguousCharacters: false, nonBasicASCII: false },
  // Removing U+2028 at load would be an edit that nobody made.
  unusualLineTerminators: "off",
  fixedOverflowWidgets: true,
  fontLigatures: false,
  overviewRulerBorder: false,
  renderFinalNewline: "on",
  scrollBeyondLastLine: false,
  smoothScrolling: false,
} satisfies editor.IEditorOptions;

export const OPTIONS: editor.IStandaloneEditorConstructionOptions = {
  ...LOOK,
  ariaLabel: "Code, shared with everyone in the room. Control M lets the tab key move on.",
  detectIndentation: false,
  insertSpaces: true,
  hideCursorInOverviewRuler: true,
  minimap: { enabled: false },
  padding: { top: 12, bottom: 12 },
  renderLineHighlight: "line",
  stickyScroll: { enabled: true, maxLineCount: 3 },
  wordBasedSuggestions: "currentDocument",
  // What is dropped or pasted is its text, as it is.
  dropIntoEditor: { enabled: false },
  pasteAs: { enabled: false },
};
