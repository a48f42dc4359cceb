// The column of authors as a part of the panel: there while it is switched on.
import { useEffect, useState } from "react";
import { toast } from "../ui/toasts";
import { AuthorColumn, authorName, type AuthorNames } from "./author-column";
import { AuthorLog } from "./author-log";
import { lineAuthors } from "./authors";
import type { CodeEditor } from "./editor";
import { ago } from "./when";

interface AuthorViewProps {
  roomId: string;
  editor: CodeEditor;
  /** Must stay the same object over renders. */
  names: AuthorNames;
}

export function AuthorView({ roomId, editor, names }: AuthorViewProps) {
  const [node, place] = useState<HTMLElement | null>(null);
  useEffect(() => {
    if (!node) return;
    let column: AuthorColumn | null = null;
    const log = new AuthorLog(roomId, () => column?.countSoon());
    column = new AuthorColumn(node, editor, log, names);
    const shown = column;
    // For who does not see the column: the palette (F1) says it of the line one is in.
    const action = editor.editor.addAction({
      id: "fusemeet.who-wrote-this-line",
      label: "Who wrote this line?",
      run: () => toast(sayLine(editor, log, names), { topic: "line-author" }),
    });
    return () => {
      action.dispose();
      shown.dispose();
      log.dispose();
    };
  }, [node, roomId, editor, names]);
  return <div ref={place} className="code-authors" aria-hidden data-testid="authors" />;
}

function sayLine(editor: CodeEditor, log: AuthorLog, names: AuthorNames): string {
  const text = editor.text();
  const line = editor.editor.getPosition()?.lineNumber ?? 1;
  const own = { client: text?.doc?.clientID ?? 0, author: { userId: names.me, time: Date.now() } };
  const author = text && lineAuthors(text, log.index, own)[line - 1];
  if (!author) return `Line ${String(line)}: nobody yet`;
  return `Line ${String(line)}: ${authorName(author.userId, log, names)}, ${ago(author.time, Date.now())}`;
}
