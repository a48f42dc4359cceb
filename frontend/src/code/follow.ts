// Following somebody: my editor shows what theirs shows, until I scroll, type or press Escape, or they go.
import type { editor } from "monaco-editor/editor";
import type * as Y from "yjs";
import type { DocumentAwareness, RemoteState } from "../documents/awareness";
import { parseSelection, toOffsets } from "./selection";
import { topOf } from "./view";

export interface Followed {
  userId: string;
  name: string;
}

/** At once, without a glide: it must be where they are when their text changes. */
const IMMEDIATE = 1 as editor.ScrollType;
const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph"]);

export class Following {
  private followed: Followed | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly stops: (() => void)[];

  constructor(
    private readonly editor: editor.ICodeEditor,
    private readonly awareness: DocumentAwareness,
    /** Null while the text is not here. */
    private readonly text: () => Y.Text | null,
  ) {
    const node = editor.getContainerDomNode();
    const listen = (type: "wheel" | "touchmove" | "pointerdown" | "keydown" | "beforeinput", stop: (event: Event) => void): (() => void) => {
      node.addEventListener(type, stop, { capture: true, passive: true });
      return () => node.removeEventListener(type, stop, { capture: true });
    };
    this.stops = [
      awareness.subscribe(() => this.apply()),
      listen("wheel", this.stop),
      listen("touchmove", this.stop),
      listen("beforeinput", this.stop),
      listen("pointerdown", (event) => {
        if (event.target instanceof Element && event.target.closest(".scrollbar, .minimap")) this.stop();
      }),
      listen("keydown", (event) => {
        if (event instanceof KeyboardEvent && !isHarmless(event)) this.stop();
      }),
    ];
  }

  readonly snapshot = (): Followed | null => this.followed;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(followed: Followed): void {
    this.change(followed);
    this.apply();
  }

  readonly stop = (): void => {
    if (this.followed) this.change(null);
  };

  dispose(): void {
    for (const stop of this.stops) stop();
    this.stop();
    this.listeners.clear();
  }

  private change(followed: Followed | null): void {
    this.followed = followed;
    for (const listener of [...this.listeners]) listener();
  }

  private apply(): void {
    const { followed } = this;
    const text = this.text();
    const model = this.editor.getModel();
    if (!followed || !text || !model) return;
    const states = this.awareness.snapshot().filter(({ user }) => user.id === followed.userId);
    // Their windows come and go in one person: the last to come is the one in use.
    const state = states.filter(canBeFollowed).at(-1);
    if (!state) return this.stop();
    const top = topOf(state.fields["view"], text);
    if (top !== null) {
      const line = model.getPositionAt(top).lineNumber;
      this.editor.setScrollTop(this.editor.getTopForLineNumber(line), IMMEDIATE);
    }
    this.showCaret(state, text, model);
  }

  /** My window may be lower than theirs, or they may have no view to tell: their caret is to be in sight at least. */
  private showCaret({ fields }: RemoteState, text: Y.Text, model: editor.ITextModel): void {
    const selection = parseSelection(fields["selection"]);
    const offsets = selection && toOffsets(text, selection);
    if (!offsets) return;
    const position = model.getPositionAt(offsets.head);
    const top = this.editor.getTopForLineNumber(position.lineNumber) - this.editor.getScrollTop();
    const { height } = this.editor.getLayoutInfo();
    const hasView = "view" in fields;
    // Below my window but within theirs it could be; far away they look elsewhere than where they write.
    if (!hasView || (top >= height && top < 2 * height)) this.editor.revealPosition(position, IMMEDIATE);
  }
}

export function canBeFollowed({ fields }: RemoteState): boolean {
  return "view" in fields || parseSelection(fields["selection"]) !== null;
}

/** Keys that neither move nor write: modifiers alone, and copying. */
function isHarmless(event: KeyboardEvent): boolean {
  return MODIFIERS.has(event.key) || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "c");
}
