/** Monaco as a screen: it shows the text of a moment, what was written just now and by whom, and takes no input. */
import type { editor } from "monaco-editor/editor";
import { difference } from "../code/delta";
import type { monaco as Monaco } from "../code/monaco";
import { FONTS, preferences } from "../code/preferences";
import { followPageTheme } from "../code/themes";
import type { Fresh } from "./fresh";
import type { Run } from "./pieces";
import { WriterCaret } from "./writer-caret";

/** LF in Monaco's enumeration. */
const LF = 0 as editor.EndOfLineSequence;

const OPTIONS: editor.IStandaloneEditorConstructionOptions = {
  ariaLabel: "The code at this moment of the recording, to be read only",
  automaticLayout: true,
  contextmenu: false,
  domReadOnly: true,
  readOnly: true,
  readOnlyMessage: { value: "This is a recording: it can be read and copied." },
  unicodeHighlight: { ambiguousCharacters: false, nonBasicASCII: false },
  unusualLineTerminators: "off",
  detectIndentation: false,
  hideCursorInOverviewRuler: true,
  fixedOverflowWidgets: true,
  fontLigatures: false,
  minimap: { enabled: false },
  padding: { top: 12, bottom: 12 },
  overviewRulerBorder: false,
  renderFinalNewline: "on",
  renderLineHighlight: "none",
  renderValidationDecorations: "off",
  scrollBeyondLastLine: false,
  smoothScrolling: false,
  stickyScroll: { enabled: false },
  quickSuggestions: false,
  occurrencesHighlight: "off",
  links: false,
  lineDecorationsWidth: 14,
};

export interface Writer {
  name: string;
  /** 1 to 8. */
  colour: number;
}

export class PlaybackEditor {
  private readonly editor: editor.IStandaloneCodeEditor;
  private readonly model: editor.ITextModel;
  private readonly fresh: editor.IEditorDecorationsCollection;
  private readonly authors: editor.IEditorDecorationsCollection;
  private readonly carets = new Map<number, WriterCaret>();
  private readonly stopTheme: () => void;
  private disposed = false;

  constructor(
    private readonly monaco: typeof Monaco,
    container: HTMLElement,
    /** By an author's place in the track. */
    private readonly writerOf: (author: number) => Writer,
  ) {
    const { font, fontSize, tabSize, wordWrap } = preferences.getState();
    this.model = monaco.editor.createModel("", "plaintext");
    this.model.setEOL(LF);
    this.model.updateOptions({ tabSize, indentSize: tabSize });
    this.editor = monaco.editor.create(container, {
      ...OPTIONS,
      fontFamily: FONTS[font].family,
      fontSize,
      lineHeight: 1.5,
      wordWrap: wordWrap ? "on" : "off",
      model: this.model,
    });
    this.fresh = this.editor.createDecorationsCollection();
    this.authors = this.editor.createDecorationsCollection();
    this.stopTheme = followPageTheme(monaco);
    void document.fonts.ready.then(() => {
      if (!this.disposed) monaco.editor.remeasureFonts();
    });
  }

  setText(text: string): void {
    const edit = difference(this.model.getValue(), text);
    if (!edit) return;
    const range = this.range(edit.offset, edit.offset + edit.length);
    this.model.applyEdits([{ range, text: edit.text }]);
  }

  setLanguage(id: string): void {
    const known = this.monaco.languages.getLanguages().some((language) => language.id === id);
    const wanted = known ? id : "plaintext";
    if (this.model.getLanguageId() !== wanted) this.monaco.editor.setModelLanguage(this.model, wanted);
  }

  /** `follow`: goes where somebody writes. */
  setFresh({ parts, carets }: Fresh, follow: boolean): void {
    this.fresh.set(
      parts.map(({ from, to, author }) => ({
        range: this.range(from, to),
        options: { inlineClassName: `fresh-text code-person-${String(this.writerOf(author).colour)}` },
      })),
    );
    const present = new Set(carets.map(({ author }) => author));
    for (const [author, caret] of this.carets) {
      if (present.has(author)) continue;
      caret.dispose();
      this.carets.delete(author);
    }
    for (const { author, at, active } of carets) {
      const caret = this.carets.get(author) ?? new WriterCaret(this.editor, author);
      this.carets.set(author, caret);
      caret.show(this.model.getPositionAt(at), this.writerOf(author), active);
    }
    const latest = carets.findLast(({ active }) => active);
    if (follow && latest) {
      this.editor.revealPositionInCenterIfOutsideViewport(this.model.getPositionAt(latest.at), 1 as editor.ScrollType);
    }
  }

  /** Who wrote what, shown under the letters and beside the lines; null: not shown. */
  setAuthors(runs: readonly Run[] | null): void {
    if (runs === null || this.model.getValueLength() === 0) {
      this.authors.clear();
      return;
    }
    this.authors.set(
      runs.map(({ from, to, author }) => {
        const { name, colour } = this.writerOf(author);
        const person = author >= 0 && colour > 0 ? `code-person-${String(colour)}` : "author-nobody";
        return {
          range: this.range(from, to),
          options: {
            inlineClassName: `author-text ${person}`,
            linesDecorationsClassName: `author-line ${person}`,
            hoverMessage: { value: `Written by ${plain(name)}` },
          },
        };
      }),
    );
  }

  dispose(): void {
    this.disposed = true;
    this.stopTheme();
    for (const caret of this.carets.values()) caret.dispose();
    this.editor.dispose();
    this.model.dispose();
  }

  private range(from: number, to: number) {
    const start = this.model.getPositionAt(from);
    const end = this.model.getPositionAt(to);
    return {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: end.lineNumber,
      endColumn: end.column,
    };
  }
}

/** Monaco's hovers are Markdown; a name is a name. */
function plain(name: string): string {
  return name.replace(/[\\`*_{}[\]()#+\-.!<>|~&:/@]/g, "\\$&");
}
