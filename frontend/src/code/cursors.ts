// Everybody else's caret and selection in the editor, in their colour: by awareness, or by the JSON cursor event.
import type { editor, IRange } from "monaco-editor/editor";
import type * as Y from "yjs";
import type { DocumentAwareness, RemoteState } from "../documents/awareness";
import { Caret, type CaretLook } from "./caret";
import type { JsonCursor, JsonCursors } from "./json-cursors";
import { parseSelection, toOffsets } from "./selection";
import "./cursors.css";

/** How people look, and where those are who have no awareness. */
export interface Company {
  colourOf: (userId: string) => number;
  nameOf: (userId: string) => string;
  /** Somebody's name or colour may have become known: a cursor can be heard of before its person is. */
  hearOfPeople: (listener: () => void) => () => void;
  cursors: { getState: () => JsonCursors; subscribe: (listener: () => void) => () => void };
}

interface Shown {
  /** Null: it cannot be told yet, and stays where it was. */
  place: { head: { lineNumber: number; column: number }; selection: IRange | null } | null;
  look: CaretLook;
}

export class RemoteCursors {
  private readonly carets = new Map<string, Caret>();
  private readonly selections: editor.IEditorDecorationsCollection;
  private readonly stops: (() => void)[];
  private frame = 0;

  constructor(
    private readonly editor: editor.ICodeEditor,
    private readonly text: Y.Text,
    private readonly awareness: DocumentAwareness,
    private readonly company: Company,
  ) {
    this.selections = editor.createDecorationsCollection();
    text.observe(this.soon);
    this.stops = [
      awareness.subscribe(this.soon),
      company.cursors.subscribe(this.soon),
      company.hearOfPeople(this.soon),
      () => text.unobserve(this.soon),
    ];
    this.soon();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    for (const stop of this.stops) stop();
    for (const caret of this.carets.values()) caret.dispose();
    this.selections.clear();
  }

  /** Once a picture, however much comes in. */
  private readonly soon = (): void => {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  };

  private draw(): void {
    const model = this.editor.getModel();
    if (!model) return;
    const shown = this.everybody(model);
    const decorations: editor.IModelDeltaDecoration[] = [];
    for (const [key, { place, look }] of shown) {
      if (!place) continue;
      const caret = this.carets.get(key) ?? new Caret(this.editor, key);
      this.carets.set(key, caret);
      caret.show(place.head, look);
      if (place.selection) decorations.push(decoration(place.selection, look.colour));
    }
    this.selections.set(decorations);
    for (const [key, caret] of this.carets) {
      if (shown.has(key)) continue;
      caret.dispose();
      this.carets.delete(key);
    }
  }

  private everybody(model: editor.ITextModel): Map<string, Shown> {
    const shown = new Map<string, Shown>();
    const byAwareness = new Set<string>();
    for (const state of this.awareness.snapshot()) {
      const selection = parseSelection(state.fields["selection"]);
      if (!selection) continue;
      byAwareness.add(state.user.id);
      const offsets = toOffsets(this.text, selection);
      const place = offsets && placeOf(model, offsets.anchor, offsets.head);
      shown.set(String(state.clientId), { place, look: this.lookOf(state) });
    }
    for (const [userId, cursor] of Object.entries(this.company.cursors.getState())) {
      // Who has awareness too is shown by it: it holds while others type.
      if (byAwareness.has(userId)) continue;
      const look = { ...this.named(userId, ""), move: String(cursor.heard), faint: cursor.faint };
      shown.set(`json-${userId}`, { place: placeOfJson(model, cursor), look });
    }
    return shown;
  }

  private lookOf({ user, fields }: RemoteState): CaretLook {
    return { ...this.named(user.id, user.name), move: JSON.stringify(fields["selection"]), faint: false };
  }

  private named(userId: string, name: string): { name: string; colour: number } {
    return { name: name || this.company.nameOf(userId), colour: this.company.colourOf(userId) };
  }
}

function placeOf(model: editor.ITextModel, anchor: number, head: number): Shown["place"] {
  const from = model.getPositionAt(Math.min(anchor, head));
  const to = model.getPositionAt(Math.max(anchor, head));
  return { head: head < anchor ? from : to, selection: anchor === head ? null : rangeOf(from, to) };
}

/** Line and column are the sender's word, made with a text that may have changed since: the nearest that there is. */
function placeOfJson(model: editor.ITextModel, { line, column, selection }: JsonCursor): Shown["place"] {
  const head = model.validatePosition({ lineNumber: line, column });
  if (!selection) return { head, selection: null };
  const from = model.validatePosition({ lineNumber: selection.startLine, column: selection.startColumn });
  const to = model.validatePosition({ lineNumber: selection.endLine, column: selection.endColumn });
  return { head, selection: rangeOf(from, to) };
}

interface Place {
  lineNumber: number;
  column: number;
}

function rangeOf(from: Place, to: Place): IRange {
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
}

function decoration(range: IRange, colour: number): editor.IModelDeltaDecoration {
  return { range, options: { className: `code-selection code-person-${String(colour)}` } };
}
