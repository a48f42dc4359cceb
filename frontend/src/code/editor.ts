// One Monaco editor on the room's code: made when the code is opened, tied to the document, gone with the panel.
import type { editor } from "monaco-editor/editor";
import type { DocumentProvider } from "../documents/provider";
import { CodeBinding } from "./binding";
import { RemoteCursors } from "./cursors";
import type { monaco as Monaco } from "./monaco";
import type { Preferences } from "./preferences";
import { followPageTheme } from "./themes";

/** The name of the text in the Yjs document; the server's validator allows no other. */
export const CODE_ROOT = "code";

const READ_ONLY_MESSAGE = "You can read and copy here. Ask a host if you should edit.";
const NOT_READY_MESSAGE = "One moment: the text is not here yet.";

const OPTIONS: editor.IStandaloneEditorConstructionOptions = {
  ariaLabel: "Code, shared with everyone in the room. Control M lets the tab key move on.",
  automaticLayout: true,
  // People of every language write here; warnings about their letters would only be noise.
  unicodeHighlight: { ambiguousCharacters: false, nonBasicASCII: false },
  // Removing U+2028 at load would be an edit that nobody made.
  unusualLineTerminators: "off",
  detectIndentation: false,
  insertSpaces: true,
  hideCursorInOverviewRuler: true,
  fixedOverflowWidgets: true,
  fontFamily: '"JetBrains Mono Variable", "JetBrains Mono", ui-monospace, monospace',
  fontLigatures: false,
  minimap: { enabled: false },
  padding: { top: 12, bottom: 12 },
  overviewRulerBorder: false,
  renderFinalNewline: "on",
  renderLineHighlight: "line",
  scrollBeyondLastLine: false,
  smoothScrolling: false,
  stickyScroll: { enabled: true, maxLineCount: 3 },
  wordBasedSuggestions: "currentDocument",
  // What is dropped or pasted is its text, as it is.
  dropIntoEditor: { enabled: false },
  pasteAs: { enabled: false },
};

export interface CodeEditorEvents {
  onTooLarge: () => void;
}

export class CodeEditor {
  private readonly editor: editor.IStandaloneCodeEditor;
  private readonly model: editor.ITextModel;
  private readonly stops: (() => void)[];
  private binding: CodeBinding | null = null;
  private cursors: RemoteCursors | null = null;
  private boundDoc: unknown = null;
  private editable = false;
  private disposed = false;

  constructor(
    private readonly monaco: typeof Monaco,
    container: HTMLElement,
    private readonly provider: DocumentProvider,
    private readonly colourOf: (userId: string) => number,
    private readonly events: CodeEditorEvents,
  ) {
    this.model = monaco.editor.createModel("", "plaintext");
    this.editor = monaco.editor.create(container, { ...OPTIONS, model: this.model });
    this.stops = [followPageTheme(monaco), provider.subscribe(() => this.follow())];
    this.follow();
    void document.fonts.ready.then(() => {
      if (!this.disposed) monaco.editor.remeasureFonts();
    });
  }

  setLanguage(id: string): void {
    const known = this.monaco.languages.getLanguages().some((language) => language.id === id);
    this.monaco.editor.setModelLanguage(this.model, known ? id : "plaintext");
  }

  setPreferences({ fontSize, tabSize, wordWrap }: Preferences): void {
    this.editor.updateOptions({ fontSize, lineHeight: 1.5, wordWrap: wordWrap ? "on" : "off" });
    this.model.updateOptions({ tabSize, indentSize: tabSize });
  }

  setEditable(editable: boolean): void {
    this.editable = editable;
    this.showRights();
    this.showSelf();
  }

  text(): string {
    return this.model.getValue();
  }

  focus(): void {
    this.editor.focus();
  }

  dispose(): void {
    this.disposed = true;
    for (const stop of this.stops) stop();
    this.unbind();
    this.provider.awareness.setLocal(null);
    this.editor.dispose();
    this.model.dispose();
  }

  /** Binds to the copy in use once it has the server's content; meanwhile the old text stays to be read. */
  private follow(): void {
    const { doc, synced } = this.provider.snapshot();
    if (synced && doc !== this.boundDoc) this.bind();
    this.showRights();
  }

  private bind(): void {
    const { doc } = this.provider.snapshot();
    const view = this.boundDoc ? this.editor.saveViewState() : null;
    this.unbind();
    this.boundDoc = doc;
    const text = doc.getText(CODE_ROOT);
    this.binding = new CodeBinding(text, this.editor, {
      onSelection: (selection) => {
        if (this.editable) this.provider.awareness.setLocal({ selection });
      },
      onTooLarge: this.events.onTooLarge,
    });
    this.cursors = new RemoteCursors(this.editor, text, this.provider.awareness, this.colourOf);
    if (view) this.editor.restoreViewState(view);
    this.showSelf();
  }

  private unbind(): void {
    this.cursors?.dispose();
    this.binding?.dispose();
    this.cursors = null;
    this.binding = null;
  }

  /** Who only reads is here without a cursor. */
  private showSelf(): void {
    if (this.editable) this.binding?.publishSelection();
    else this.provider.awareness.setLocal({});
  }

  private showRights(): void {
    const ready = this.boundDoc === this.provider.snapshot().doc;
    this.editor.updateOptions({
      readOnly: !this.editable || !ready,
      readOnlyMessage: { value: this.editable ? NOT_READY_MESSAGE : READ_ONLY_MESSAGE },
    });
  }
}
