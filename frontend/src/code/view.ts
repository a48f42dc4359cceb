// Where somebody looks: the line at the top of their editor, tied to its first letter so that it holds while others
// type above it. It travels by awareness, from those who only read too.
import type { editor } from "monaco-editor/editor";
import * as Y from "yjs";

export interface View {
  top: Y.RelativePosition;
}

/** Null while the editor shows nothing. */
export function viewOf(editor: editor.ICodeEditor, text: Y.Text): View | null {
  const model = editor.getModel();
  const line = editor.getVisibleRanges()[0]?.startLineNumber;
  if (!model || line === undefined || text.length !== model.getValueLength()) return null;
  const offset = model.getOffsetAt({ lineNumber: line, column: 1 });
  return { top: Y.createRelativePositionFromTypeIndex(text, offset, 0) };
}

/** The offset at which the view begins; null for what is no view, or of letters that are not here yet. */
export function topOf(value: unknown, text: Y.Text): number | null {
  if (typeof value !== "object" || value === null || !text.doc) return null;
  const { top } = value as Record<string, unknown>;
  if (typeof top !== "object" || top === null) return null;
  try {
    const position = Y.createRelativePositionFromJSON(top);
    const absolute = Y.createAbsolutePositionFromRelativePosition(position, text.doc);
    return absolute?.type === text ? absolute.index : null;
  } catch {
    return null;
  }
}
