// Beside each line who wrote it last and when, in their colour: a column to the left of the editor that scrolls with
// it. Neighbouring lines of one author and time carry the name once.
import type { editor } from "monaco-editor/editor";
import { lineAuthors, type Author } from "./authors";
import type { AuthorLog } from "./author-log";
import type { CodeEditor } from "./editor";
import { ago, agoInShort } from "./when";
import "./authors.css";

/** How often the lines are counted anew while somebody types; a text of 2 million letters takes some 20 ms. */
const COUNT_MS = 250;
/** "5 min" becomes "6 min". */
const CLOCK_MS = 30_000;

export interface AuthorNames {
  me: string;
  nameOf: (userId: string) => string;
  colourOf: (userId: string) => number;
}

export class AuthorColumn {
  private readonly editor: editor.ICodeEditor;
  private readonly sheet = document.createElement("div");
  private readonly stops: (() => void)[];
  private lines: (Author | null)[] = [];
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly node: HTMLElement,
    private readonly code: CodeEditor,
    private readonly log: AuthorLog,
    private readonly names: AuthorNames,
  ) {
    this.editor = code.editor;
    this.sheet.className = "code-authors-sheet";
    node.append(this.sheet);
    const clock = setInterval(this.drawSoon, CLOCK_MS);
    const events = [
      this.editor.onDidScrollChange(this.drawSoon),
      this.editor.onDidLayoutChange(this.drawSoon),
      this.editor.onDidChangeConfiguration(this.drawSoon),
      this.editor.onDidChangeModelContent(() => {
        log.refreshSoon();
        this.countSoon();
      }),
    ];
    this.stops = [() => clearInterval(clock), ...events.map((event) => () => event.dispose())];
    this.count();
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.sheet.remove();
  }

  /** The log has said more. */
  readonly countSoon = (): void => {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.count();
    }, COUNT_MS);
  };

  private count(): void {
    const text = this.code.text();
    const client = text?.doc?.clientID ?? 0;
    const author = { userId: this.names.me, time: Date.now() };
    this.lines = text ? lineAuthors(text, this.log.index, { client, author }) : [];
    this.drawSoon();
  }

  private readonly drawSoon = (): void => {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  };

  private draw(): void {
    const { editor } = this;
    const now = Date.now();
    const rows: HTMLElement[] = [];
    for (const { startLineNumber, endLineNumber } of editor.getVisibleRanges()) {
      for (let line = startLineNumber; line <= endLineNumber; line += 1) {
        const author = this.lines[line - 1];
        if (!author) continue;
        const same = rows.length > 0 && isSame(author, this.lines[line - 2] ?? null, now);
        const top = editor.getTopForLineNumber(line);
        rows.push(this.row(author, same, top, editor.getBottomForLineNumber(line) - top, now));
      }
    }
    this.sheet.replaceChildren(...rows);
    this.sheet.style.transform = `translateY(${String(-editor.getScrollTop())}px)`;
    const position = editor.getPosition() ?? { lineNumber: 1, column: 1 };
    this.node.style.setProperty("--code-line", `${String(editor.getLineHeightForPosition(position))}px`);
  }

  private row(author: Author, same: boolean, top: number, height: number, now: number): HTMLElement {
    const row = document.createElement("div");
    row.className = `code-author code-person-${String(this.names.colourOf(author.userId))}`;
    row.dataset["author"] = author.userId;
    if (author.userId === "") row.classList.add("code-author-none");
    row.style.top = `${String(top)}px`;
    row.style.height = `${String(height)}px`;
    const name = this.nameOf(author);
    row.title = `${name}, ${ago(author.time, now)}`;
    if (same) return row;
    const [words, time] = [document.createElement("span"), document.createElement("span")];
    words.className = "code-author-name";
    words.textContent = name;
    time.className = "code-author-time";
    time.textContent = agoInShort(author.time, now);
    row.append(words, time);
    return row;
  }

  private nameOf({ userId }: Author): string {
    return authorName(userId, this.log, this.names);
  }
}

export function authorName(userId: string, log: AuthorLog, names: AuthorNames): string {
  if (userId === "") return "The beginning";
  if (userId === names.me) return "You";
  return (names.nameOf(userId) || log.nameOf(userId)) ?? "Somebody";
}

function isSame(author: Author, above: Author | null, now: number): boolean {
  return above?.userId === author.userId && agoInShort(above.time, now) === agoInShort(author.time, now);
}
