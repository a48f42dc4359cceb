// Ties Monaco's model to the shared text: what is typed here goes into the document, what others type comes out.
import type { editor, IDisposable } from "monaco-editor/editor";
import type * as Y from "yjs";
import { cleanText, difference, editsOfDelta, moveOffset, wholePairs, type Edit } from "./delta";
import { offsetsOf, selectionAt, toRelative, type RelativeSelection } from "./selection";
import { OwnUndo } from "./undo";

/** LF in Monaco's enumeration, which is a type here: Monaco itself loads later. */
const LF = 0 as editor.EndOfLineSequence;

/** One edit must fit a frame of 1 MB. */
export const MAX_EDIT_BYTES = 1_000_000;

/** Each change of a "replace all" costs structs, of which the server reads 20,000 a frame. */
const MAX_CHANGES = 4000;

/** The longest text the server keeps, in UTF-16 units. */
const MAX_TEXT_UNITS = 2_000_000;

export interface BindingEvents {
  /** One's own selection, after each move. */
  onSelection: (selection: RelativeSelection) => void;
  /** An edit was larger than can be sent; the text is as it was before. */
  onTooLarge: () => void;
}

export class CodeBinding {
  private readonly model: editor.ITextModel;
  private readonly undo: OwnUndo;
  private readonly disposables: IDisposable[];
  /** True while this binding itself writes to the model. */
  private applying = false;

  constructor(
    private readonly text: Y.Text,
    private readonly editor: editor.ICodeEditor,
    private readonly events: BindingEvents,
  ) {
    const model = editor.getModel();
    if (!model) throw new Error("The editor has no model to bind");
    this.model = model;
    this.write(() => {
      model.setEOL(LF);
      model.setValue(text.toString());
    });
    this.undo = new OwnUndo(text, this, editor);
    text.observe(this.fromDocument);
    this.disposables = [
      model.onDidChangeContent((event) => this.fromEditor(event)),
      editor.onDidChangeCursorSelection(this.publishSelection),
    ];
    this.publishSelection();
  }

  dispose(): void {
    this.text.unobserve(this.fromDocument);
    for (const disposable of this.disposables) disposable.dispose();
    this.undo.dispose();
  }

  /** Edits in `change` are undone together, apart from what one types before and after. */
  async asOneStep(change: () => void | Promise<void>): Promise<void> {
    this.undo.separate();
    try {
      await change();
    } finally {
      this.undo.separate();
    }
  }

  // ---------------------------------------------------------------- editor to document

  private fromEditor(event: editor.IModelContentChangedEvent): void {
    if (this.applying) return;
    if (event.isEolChange) this.write(() => this.model.setEOL(LF));
    const edits = this.editsOf(event);
    if (bytesOf(edits) > MAX_EDIT_BYTES || this.model.getValueLength() > MAX_TEXT_UNITS) {
      this.reconcile();
      this.events.onTooLarge();
      return;
    }
    const clean = edits.map((edit) => ({ ...edit, text: cleanText(edit.text) }));
    this.text.doc?.transact(() => {
      // From the end to the start, so that each offset still holds.
      for (const edit of [...clean].reverse()) {
        if (edit.length > 0) this.text.delete(edit.offset, edit.length);
        if (edit.text !== "") this.text.insert(edit.offset, edit.text);
      }
    }, this);
    const changed = clean.some((edit, i) => edit.text !== edits[i]?.text);
    if (changed || this.text.length !== this.model.getValueLength()) this.reconcile();
  }

  private editsOf(event: editor.IModelContentChangedEvent): Edit[] {
    if (event.isFlush || event.changes.length > MAX_CHANGES) {
      const edit = difference(this.text.toString(), this.model.getValue());
      return edit ? [edit] : [];
    }
    const edits = event.changes
      .map((change) => ({ offset: change.rangeOffset, length: change.rangeLength, text: change.text }))
      .sort((a, b) => a.offset - b.offset);
    return wholePairs(edits, (offset) => this.codeAt(offset));
  }

  private codeAt(offset: number): number {
    if (offset < 0) return NaN;
    const { lineNumber, column } = this.model.getPositionAt(offset);
    return this.model.getLineContent(lineNumber).charCodeAt(column - 1);
  }

  /** Tells of one's selection as it stands. */
  readonly publishSelection = (): void => {
    const selection = this.editor.getSelection();
    // While an edit is between model and document, offsets mean different things in the two.
    if (!selection || this.applying || this.text.length !== this.model.getValueLength()) return;
    const relative = toRelative(this.text, offsetsOf(this.model, selection));
    this.undo.selection = relative;
    this.events.onSelection(relative);
  };

  // ---------------------------------------------------------------- document to editor

  private readonly fromDocument = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin !== this) this.apply(editsOfDelta(event.delta));
  };

  private apply(edits: Edit[]): void {
    const { model } = this;
    const selections = (this.editor.getSelections() ?? []).map((selection) => {
      const { anchor, head } = offsetsOf(model, selection);
      return {
        anchor: moveOffset(edits, anchor, anchor < head ? "right" : "left"),
        head: moveOffset(edits, head, head < anchor ? "right" : "left"),
      };
    });
    const keepInView = this.holdView(edits);
    this.write(() => {
      model.applyEdits(
        edits.map(({ offset, length, text }) => {
          const start = model.getPositionAt(offset);
          const end = model.getPositionAt(offset + length);
          const range = {
            startLineNumber: start.lineNumber,
            startColumn: start.column,
            endLineNumber: end.lineNumber,
            endColumn: end.column,
          };
          return { range, text };
        }),
      );
    });
    // Monaco moves carets by its own rule; only where it differs are they set, since that closes suggestions.
    const now = (this.editor.getSelections() ?? []).map((selection) => offsetsOf(model, selection));
    const differs = selections.some(({ anchor, head }, i) => anchor !== now[i]?.anchor || head !== now[i]?.head);
    if (differs) this.editor.setSelections(selections.map((offsets) => selectionAt(model, offsets)));
    keepInView();
    if (this.text.length !== model.getValueLength()) this.reconcile();
  }

  /** Lines that others add or remove above the view must not push what one reads. */
  private holdView(edits: readonly Edit[]): () => void {
    const { editor, model } = this;
    const top = editor.getVisibleRanges()[0];
    if (!top) return () => undefined;
    const first = model.getOffsetAt({ lineNumber: top.startLineNumber, column: 1 });
    if (!edits.some((edit) => edit.offset < first)) return () => undefined;
    const within = editor.getScrollTop() - editor.getTopForLineNumber(top.startLineNumber);
    return () => {
      const line = model.getPositionAt(moveOffset(edits, first, "right")).lineNumber;
      editor.setScrollTop(editor.getTopForLineNumber(line) + within, 1 as editor.ScrollType);
    };
  }

  /** Makes the model what the document is, whatever led them apart. */
  private reconcile(): void {
    const edit = difference(this.model.getValue(), this.text.toString());
    if (edit) this.apply([edit]);
  }

  private write(change: () => void): void {
    this.applying = true;
    try {
      change();
    } finally {
      this.applying = false;
    }
  }
}

/** In UTF-8; measured only where it could matter, at three bytes a unit. */
function bytesOf(edits: readonly Edit[]): number {
  const units = edits.reduce((sum, edit) => sum + edit.text.length, 0);
  if (units * 3 <= MAX_EDIT_BYTES) return units;
  return new TextEncoder().encode(edits.map((edit) => edit.text).join("")).length;
}
