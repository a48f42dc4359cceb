/** Where somebody wrote last, in their colour; with their name while they are at it. */
import type { editor } from "monaco-editor/editor";
import "../code/cursors.css";
import type { Writer } from "./code-editor";

/** In Monaco's enumeration: exactly there, not above or below. */
const EXACT = 0 as editor.ContentWidgetPositionPreference;

export class WriterCaret implements editor.IContentWidget {
  readonly suppressMouseDown = true;
  private readonly node = document.createElement("div");
  private readonly label = document.createElement("span");
  private position: editor.IContentWidgetPosition | null = null;

  constructor(
    private readonly editor: editor.ICodeEditor,
    private readonly author: number,
  ) {
    this.node.append(this.label);
    this.node.setAttribute("aria-hidden", "true");
    this.label.className = "code-caret-name";
    editor.addContentWidget(this);
  }

  getId(): string {
    return `writer-${String(this.author)}`;
  }

  getDomNode(): HTMLElement {
    return this.node;
  }

  getPosition(): editor.IContentWidgetPosition | null {
    return this.position;
  }

  show(position: { lineNumber: number; column: number }, { name, colour }: Writer, active: boolean): void {
    const below = position.lineNumber === 1 ? " code-caret-first" : "";
    this.node.className = `code-caret code-person-${String(colour)}${below}`;
    this.node.style.height = `${String(this.editor.getLineHeightForPosition(position))}px`;
    this.label.textContent = name;
    this.node.toggleAttribute("data-moving", active);
    this.position = { position, preference: [EXACT] };
    this.editor.layoutContentWidget(this);
  }

  dispose(): void {
    this.editor.removeContentWidget(this);
  }
}
