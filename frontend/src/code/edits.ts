// Larger edits than typing, made as ordinary ones: small where the text stays, and undone in one step.
import type { editor } from "monaco-editor/editor";
import { cleanText } from "./delta";
import { minimalEdits } from "./minimal";

/** Languages whose worker formats; Monaco has no formatter for the others. */
export const FORMATTED: ReadonlySet<string> = new Set([
  "css",
  "html",
  "javascript",
  "json",
  "less",
  "scss",
  "typescript",
]);

/** A language's worker is fetched with its first text; on a slow line that takes a while. */
const FORMATTER_MS = 15_000;
const LOOK_MS = 100;
const SOURCE = "fusemeet";

/** Makes the text this one, touching only what differs. */
export function replaceAll(editor: editor.ICodeEditor, text: string): void {
  const model = editor.getModel();
  if (!model) return;
  const edits = minimalEdits(model.getValue(), cleanText(text)).map(({ offset, length, text: insert }) => {
    const start = model.getPositionAt(offset);
    const end = model.getPositionAt(offset + length);
    const range = {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: end.lineNumber,
      endColumn: end.column,
    };
    return { range, text: insert };
  });
  editor.executeEdits(SOURCE, edits);
}

/** In place of what is selected. */
export function insertAtCursor(editor: editor.ICodeEditor, text: string): void {
  const range = editor.getSelection();
  if (range) editor.executeEdits(SOURCE, [{ range, text: cleanText(text), forceMoveMarkers: true }]);
}

/** As lines of their own above the one the cursor is in, as far in as that one. */
export function insertLines(editor: editor.ICodeEditor, text: string): void {
  const model = editor.getModel();
  const line = editor.getPosition()?.lineNumber;
  if (!model || line === undefined) return;
  const indent = /^[ \t]*/.exec(model.getLineContent(line))?.[0] ?? "";
  const lines = cleanText(text).split("\n").map((each) => (each === "" ? "" : indent + each));
  const range = { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 };
  editor.executeEdits(SOURCE, [{ range, text: `${lines.join("\n")}\n`, forceMoveMarkers: true }]);
  editor.revealLineInCenterIfOutsideViewport(line);
}

/** Resolves when it is done; throws when the formatter does not come. */
export async function formatDocument(editor: editor.ICodeEditor): Promise<void> {
  const action = editor.getAction("editor.action.formatDocument");
  for (let waited = 0; !action?.isSupported(); waited += LOOK_MS) {
    if (!action || waited >= FORMATTER_MS) throw new Error("No formatter");
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  await action.run();
}
