// One other person's caret in the editor: a bar in their colour, with a name that shows while it moves.
import type { editor } from "monaco-editor/editor";

const NAME_SHOWN_MS = 1500;
/** In Monaco's enumeration: exactly there, not above or below. */
const EXACT = 0 as editor.ContentWidgetPositionPreference;

export interface CaretLook {
  name: string;
  /** 1 to 8. */
  colour: number;
  /** The same as long as the person has not moved, whatever others type. */
  move: string;
  faint: boolean;
}

export class Caret implements editor.IContentWidget {
  readonly suppressMouseDown = true;
  private readonly node = document.createElement("div");
  private readonly label = document.createElement("span");
  private position: editor.IContentWidgetPosition | null = null;
  private move = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly editor: editor.ICodeEditor,
    private readonly key: string,
  ) {
    this.node.append(this.label);
    this.node.setAttribute("aria-hidden", "true");
    this.label.className = "code-caret-name";
    editor.addContentWidget(this);
  }

  getId(): string {
    return `code-caret-${this.key}`;
  }

  getDomNode(): HTMLElement {
    return this.node;
  }

  getPosition(): editor.IContentWidgetPosition | null {
    return this.position;
  }

  show(position: { lineNumber: number; column: number }, { name, colour, move, faint }: CaretLook): void {
    const below = position.lineNumber === 1 ? " code-caret-first" : "";
    this.node.className = `code-caret code-person-${String(colour)}${below}${faint ? " code-caret-faint" : ""}`;
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
