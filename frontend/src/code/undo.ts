// Undo and redo of one's own edits alone: Monaco's commands are led to a history that knows who typed what.
import type { editor } from "monaco-editor/editor";
import * as Y from "yjs";
import { selectionAt, toOffsets, type RelativeSelection } from "./selection";

/** Edits within this time are undone together. */
const GROUP_MS = 500;
const SELECTION = "selection";

/** What every way to undo in Monaco (keys, menu, palette, the browser's own menu) ends in; not in its public types. */
interface UndoableModel {
  undo: () => void;
  redo: () => void;
  canUndo: () => boolean;
  canRedo: () => boolean;
}

interface StackEvent {
  stackItem: { meta: Map<unknown, unknown> };
  type: "undo" | "redo";
}

export class OwnUndo {
  /** One's selection as it stands; edits are recorded with the one before them. */
  selection: RelativeSelection | null = null;
  private readonly manager: Y.UndoManager;
  private readonly model: editor.ITextModel & UndoableModel;

  constructor(
    private readonly text: Y.Text,
    origin: unknown,
    private readonly editor: editor.ICodeEditor,
  ) {
    this.manager = new Y.UndoManager(text, { trackedOrigins: new Set([origin]), captureTimeout: GROUP_MS });
    this.manager.on("stack-item-added", this.added);
    this.manager.on("stack-item-popped", this.popped);
    this.model = editor.getModel() as editor.ITextModel & UndoableModel;
    Object.assign(this.model, {
      undo: () => this.step(() => this.manager.undo()),
      redo: () => this.step(() => this.manager.redo()),
      canUndo: () => this.manager.canUndo(),
      canRedo: () => this.manager.canRedo(),
    } satisfies UndoableModel);
  }

  dispose(): void {
    // What stood on the instance goes; the class's own methods are there again.
    for (const name of ["undo", "redo", "canUndo", "canRedo"] as const) Reflect.deleteProperty(this.model, name);
    this.manager.destroy();
  }

  /** What comes next is undone apart from what came before. */
  separate(): void {
    this.manager.stopCapturing();
  }

  private before: RelativeSelection | null = null;

  private step(change: () => void): void {
    this.before = this.selection;
    change();
    this.before = null;
  }

  private readonly added = ({ stackItem }: StackEvent): void => {
    stackItem.meta.set(SELECTION, this.before ?? this.selection);
  };

  private readonly popped = ({ stackItem }: StackEvent): void => {
    const selection = stackItem.meta.get(SELECTION) as RelativeSelection | null | undefined;
    const offsets = selection ? toOffsets(this.text, selection) : null;
    if (!offsets) return;
    const range = selectionAt(this.model, offsets);
    this.editor.setSelection(range);
    this.editor.revealPositionInCenterIfOutsideViewport({
      lineNumber: range.positionLineNumber,
      column: range.positionColumn,
    });
  };
}
