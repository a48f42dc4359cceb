// A selection as Yjs keeps it: tied to characters, not to numbers, so that it holds while others type.
import type { editor, ISelection } from "monaco-editor/editor";
import * as Y from "yjs";

/** `anchor` is where the selection began, `head` where the caret is. The JSON form travels by awareness. */
export interface RelativeSelection {
  anchor: Y.RelativePosition;
  head: Y.RelativePosition;
}

export interface Offsets {
  anchor: number;
  head: number;
}

export function offsetsOf(model: editor.ITextModel, selection: ISelection): Offsets {
  return {
    anchor: model.getOffsetAt({ lineNumber: selection.selectionStartLineNumber, column: selection.selectionStartColumn }),
    head: model.getOffsetAt({ lineNumber: selection.positionLineNumber, column: selection.positionColumn }),
  };
}

export function selectionAt(model: editor.ITextModel, { anchor, head }: Offsets): ISelection {
  const start = model.getPositionAt(anchor);
  const position = model.getPositionAt(head);
  return {
    selectionStartLineNumber: start.lineNumber,
    selectionStartColumn: start.column,
    positionLineNumber: position.lineNumber,
    positionColumn: position.column,
  };
}

/** A caret holds to the character on its left, a selection to the characters in it. */
export function toRelative(text: Y.Text, { anchor, head }: Offsets): RelativeSelection {
  const stick = (offset: number, other: number): number => (offset < other ? 0 : -1);
  return {
    anchor: Y.createRelativePositionFromTypeIndex(text, anchor, stick(anchor, head)),
    head: Y.createRelativePositionFromTypeIndex(text, head, stick(head, anchor)),
  };
}

/** Null when a character it holds to is not here (yet), or is of another text. */
export function toOffsets(text: Y.Text, { anchor, head }: RelativeSelection): Offsets | null {
  const { doc } = text;
  if (!doc) return null;
  const from = Y.createAbsolutePositionFromRelativePosition(anchor, doc);
  const to = Y.createAbsolutePositionFromRelativePosition(head, doc);
  return from?.type === text && to?.type === text ? { anchor: from.index, head: to.index } : null;
}

/** Reads what another page sent; null when it is no selection. */
export function parseSelection(value: unknown): RelativeSelection | null {
  if (typeof value !== "object" || value === null) return null;
  const { anchor, head } = value as Record<string, unknown>;
  if (typeof anchor !== "object" || !anchor || typeof head !== "object" || !head) return null;
  try {
    return {
      anchor: Y.createRelativePositionFromJSON(anchor),
      head: Y.createRelativePositionFromJSON(head),
    };
  } catch {
    return null;
  }
}
