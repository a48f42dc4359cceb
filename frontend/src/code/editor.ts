// One Monaco editor on the room's code: made when the code is opened, tied to the document, gone with the panel.
import type { editor } from "monaco-editor/editor";
import type * as Y from "yjs";
import type { DocumentProvider } from "../documents/provider";
import { CodeBinding } from "./binding";
import { RemoteCursors, type Company } from "./cursors";
import { formatDocument, insertAtCursor, insertLines, replaceAll } from "./edits";
import { Following } from "./follow";
import type { monaco as Monaco } from "./monaco";
import { OPTIONS } from "./options";
import { FONTS, type Preferences } from "./preferences";
import type { RelativeSelection } from "./selection";
import { EditorTheme } from "./themes";
import { viewOf, type View } from "./view";

/** The name of the text in the Yjs document; the server's validator allows no other. */
export const CODE_ROOT = "code";

const READ_ONLY_MESSAGE = "You can read and copy here. Ask a host if you should edit.";
const NOT_READY_MESSAGE = "One moment: the text is not here yet.";

export interface CodeEditorEvents {
  onTooLarge: () => void;
}

export class CodeEditor {
  readonly following: Following;
  /** For parts that show more of the same text; they leave it as it is. */
  readonly editor: editor.IStandaloneCodeEditor;
  private readonly model: editor.ITextModel;
  private readonly theme: EditorTheme;
  private readonly stops: (() => void)[];
  private readonly emptyListeners = new Set<() => void>();
  private binding: CodeBinding | null = null;
  private cursors: RemoteCursors | null = null;
  private boundDoc: Y.Doc | null = null;
  private selection: RelativeSelection | null = null;
  private view: View | null = null;
  private told = "";
  private editable = false;
  private disposed = false;
  private empty = true;

  constructor(
    readonly monaco: typeof Monaco,
    container: HTMLElement,
    private readonly provider: DocumentProvider,
    private readonly company: Company,
    private readonly events: CodeEditorEvents,
  ) {
    this.model = monaco.editor.createModel("", "plaintext");
    this.editor = monaco.editor.create(container, { ...OPTIONS, model: this.model });
    this.theme = new EditorTheme(monaco);
    this.following = new Following(this.editor, provider.awareness, () => this.text());
    const content = this.model.onDidChangeContent(() => this.noteEmpty());
    const scroll = this.editor.onDidScrollChange(() => this.tell());
    const layout = this.editor.onDidLayoutChange(() => this.tell());
    this.stops = [provider.subscribe(() => this.follow()), ...[content, scroll, layout].map((each) => () => each.dispose())];
    this.follow();
    void document.fonts.ready.then(() => {
      if (!this.disposed) monaco.editor.remeasureFonts();
    });
  }

  setLanguage(id: string): void {
    const known = this.monaco.languages.getLanguages().some((language) => language.id === id);
    this.monaco.editor.setModelLanguage(this.model, known ? id : "plaintext");
  }

  setPreferences({ font, fontSize, theme, tabSize, insertSpaces, wordWrap, minimap }: Preferences): void {
    this.editor.updateOptions({
      fontFamily: FONTS[font].family,
      fontSize,
      lineHeight: 1.5,
      wordWrap: wordWrap ? "on" : "off",
      minimap: { enabled: minimap },
    });
    this.model.updateOptions({ tabSize, indentSize: tabSize, insertSpaces });
    this.theme.show(theme);
  }

  setEditable(editable: boolean): void {
    this.editable = editable;
    this.showRights();
    this.tell();
  }

  value(): string {
    return this.model.getValue();
  }

  /** The shared text; null until it is here. */
  text(): Y.Text | null {
    return this.boundDoc?.getText(CODE_ROOT) ?? null;
  }

  readonly isEmpty = (): boolean => this.empty;

  readonly subscribeEmpty = (listener: () => void): (() => void) => {
    this.emptyListeners.add(listener);
    return () => this.emptyListeners.delete(listener);
  };

  /** Makes the text this one by the smallest edits; a step of its own in the undo. */
  replaceAll(text: string): void {
    void this.binding?.asOneStep(() => replaceAll(this.editor, text));
  }

  insertAtCursor(text: string): void {
    void this.binding?.asOneStep(() => insertAtCursor(this.editor, text));
  }

  /** As lines of their own, above the one the cursor is in. */
  insertLines(text: string): void {
    void this.binding?.asOneStep(() => insertLines(this.editor, text));
  }

  /** Throws when the formatter could not be loaded. */
  async format(): Promise<void> {
    await this.binding?.asOneStep(() => formatDocument(this.editor));
  }

  focus(): void {
    this.editor.focus();
  }

  dispose(): void {
    this.disposed = true;
    for (const stop of this.stops) stop();
    this.following.dispose();
    this.unbind();
    this.provider.awareness.setLocal(null);
    this.theme.dispose();
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
        this.selection = selection;
        this.tell();
      },
      onTooLarge: this.events.onTooLarge,
    });
    this.cursors = new RemoteCursors(this.editor, text, this.provider.awareness, this.company);
    if (view) this.editor.restoreViewState(view);
    this.tell();
  }

  private unbind(): void {
    this.cursors?.dispose();
    this.binding?.dispose();
    this.cursors = null;
    this.binding = null;
    this.selection = null;
    this.view = null;
  }

  /** Tells where one is and looks, when it has changed; who only reads is here without a cursor. */
  private tell(): void {
    const text = this.text();
    this.view = (text && viewOf(this.editor, text)) ?? this.view;
    const local = {
      ...(this.view ? { view: this.view } : {}),
      ...(this.editable && this.selection ? { selection: this.selection } : {}),
    };
    const told = JSON.stringify(local);
    if (told === this.told) return;
    this.told = told;
    this.provider.awareness.setLocal(local);
  }

  private noteEmpty(): void {
    const empty = this.model.getValueLength() === 0;
    if (empty === this.empty) return;
    this.empty = empty;
    for (const listener of [...this.emptyListeners]) listener();
  }

  private showRights(): void {
    const ready = this.boundDoc === this.provider.snapshot().doc;
    this.editor.updateOptions({
      readOnly: !this.editable || !ready,
      readOnlyMessage: { value: this.editable ? NOT_READY_MESSAGE : READ_ONLY_MESSAGE },
    });
  }
}
