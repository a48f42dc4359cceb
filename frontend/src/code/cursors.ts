// Everybody else's caret and selection in the editor, in their colour, with a name that shows while it moves.
import type { editor } from "monaco-editor/editor";
import type * as Y from "yjs";
import type { DocumentAwareness, RemoteState } from "../documents/awareness";
import { parseSelection, toOffsets, type Offsets } from "./selection";
import "./cursors.css";

const NAME_SHOWN_MS = 1500;
/** In Monaco's enumeration: exactly there, not above or below. */
const EXACT = 0 as editor.ContentWidgetPositionPreference;

export class RemoteCursors {
  private readonly carets = new Map<number, Caret>();
  private readonly selections: editor.IEditorDecorationsCollection;
  private readonly stops: (() => void)[];
  private frame = 0;

  constructor(
    private readonly editor: editor.ICodeEditor,
    private readonly text: Y.Text,
    private readonly awareness: DocumentAwareness,
    private readonly colourOf: (userId: string) => number,
  ) {
    this.selections = editor.createDecorationsCollection();
    text.observe(this.soon);
    this.stops = [awareness.subscribe(this.soon), () => text.unobserve(this.soon)];
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
    const present = new Set<number>();
    const decorations: editor.IModelDeltaDecoration[] = [];
    for (const state of this.awareness.snapshot()) {
      const offsets = this.offsetsOf(state);
      if (!offsets) continue;
      present.add(state.clientId);
      this.drawCaret(state, offsets.head, model);
      if (offsets.anchor !== offsets.head) decorations.push(this.decoration(state, offsets, model));
    }
    this.selections.set(decorations);
    for (const [clientId, caret] of this.carets) {
      // A position that cannot be told yet keeps the caret where it was; a person who has gone takes it along.
      if (present.has(clientId) || this.isHere(clientId)) continue;
      caret.dispose();
      this.carets.delete(clientId);
    }
  }

  private offsetsOf(state: RemoteState): Offsets | null {
    const selection = parseSelection(state.fields["selection"]);
    return selection && toOffsets(this.text, selection);
  }

  private isHere(clientId: number): boolean {
    return this.awareness.snapshot().some((s) => s.clientId === clientId && parseSelection(s.fields["selection"]));
  }

  private drawCaret(state: RemoteState, head: number, model: editor.ITextModel): void {
    const { clientId, user } = state;
    const caret = this.carets.get(clientId) ?? new Caret(this.editor, clientId);
    this.carets.set(clientId, caret);
    caret.show(model.getPositionAt(head), user.name, this.colourOf(user.id), moveOf(state));
  }

  private decoration(state: RemoteState, offsets: Offsets, model: editor.ITextModel): editor.IModelDeltaDecoration {
    const from = model.getPositionAt(Math.min(offsets.anchor, offsets.head));
    const to = model.getPositionAt(Math.max(offsets.anchor, offsets.head));
    return {
      range: {
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      },
      options: { className: `code-selection code-person-${String(this.colourOf(state.user.id))}` },
    };
  }
}

/** The same as long as the person has not moved, whatever others type. */
function moveOf(state: RemoteState): string {
  return JSON.stringify(state.fields["selection"]);
}

class Caret implements editor.IContentWidget {
  readonly suppressMouseDown = true;
  private readonly node = document.createElement("div");
  private readonly label = document.createElement("span");
  private position: editor.IContentWidgetPosition | null = null;
  private move = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly editor: editor.ICodeEditor,
    private readonly clientId: number,
  ) {
    this.node.append(this.label);
    this.node.setAttribute("aria-hidden", "true");
    this.label.className = "code-caret-name";
    editor.addContentWidget(this);
  }

  getId(): string {
    return `code-caret-${String(this.clientId)}`;
  }

  getDomNode(): HTMLElement {
    return this.node;
  }

  getPosition(): editor.IContentWidgetPosition | null {
    return this.position;
  }

  show(position: { lineNumber: number; column: number }, name: string, colour: number, move: string): void {
    const below = position.lineNumber === 1 ? " code-caret-first" : "";
    this.node.className = `code-caret code-person-${String(colour)}${below}`;
    this.node.style.height = `${String(this.editor.getLineHeightForPosition(position))}px`;
    this.label.textContent = name;
    this.position = { position, preference: [EXACT] };
    this.editor.layoutContentWidget(this);
    if (move !== this.move) this.nameForAWhile();
    this.move = move;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.editor.removeContentWidget(this);
  }

  private nameForAWhile(): void {
    this.node.dataset["moving"] = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => delete this.node.dataset["moving"], NAME_SHOWN_MS);
  }
}
