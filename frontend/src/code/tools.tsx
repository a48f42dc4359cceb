// The tools of the code's header and the dialogs that they open: history, format, templates, files, settings.
import { lazy, Suspense, useRef, useState, useSyncExternalStore, type ChangeEvent } from "react";
import { createPortal } from "react-dom";
import { Button } from "../ui/button";
import { toast, toastError } from "../ui/toasts";
import type { CodeEditor } from "./editor";
import { FORMATTED } from "./edits";
import { EditorMenu, type EditorActions } from "./editor-menu";
import { EditorSettings } from "./editor-settings";
import { IncomingDialog, type Incoming } from "./incoming";
import { languageOf } from "./languages";
import { copyText, downloadText, fileName } from "./take";
import { languageOfFile, readUpload } from "./upload";

const TemplateDialog = lazy(() => import("./template-dialog"));

interface CodeToolsProps {
  /** Null until it has loaded. */
  editor: CodeEditor | null;
  ready: boolean;
  mayEdit: boolean;
  language: string;
  title: string;
  authors: boolean;
  /** Where the hint of the empty editor is drawn. */
  body: HTMLElement | null;
  onAuthors: (shown: boolean) => void;
  onHistory: () => void;
  onLanguage: (id: string) => void;
}

export function CodeTools({ editor, ready, mayEdit, language, title, authors, body, ...on }: CodeToolsProps) {
  const [open, setOpen] = useState<"settings" | "template" | null>(null);
  const [incoming, setIncoming] = useState<Incoming | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const { name, extension } = languageOf(language);
  const close = (): void => setOpen(null);

  const put = (how: "replace" | "insert", { text, language: wanted }: Incoming): void => {
    setIncoming(null);
    if (how === "replace") editor?.replaceAll(text);
    else editor?.insertAtCursor(text);
    if (how === "replace" && wanted !== null && wanted !== language) on.onLanguage(wanted);
    editor?.focus();
  };
  const offer = (next: Incoming): void => {
    if (editor?.isEmpty()) put("replace", next);
    else setIncoming(next);
  };
  const upload = (event: ChangeEvent<HTMLInputElement>): void => {
    const chosen = event.target.files?.[0];
    // The same file may be chosen again.
    event.target.value = "";
    if (!chosen) return;
    void readUpload(chosen).then((result) => {
      if ("problem" in result) toastError(result.problem);
      else offer({ text: result.text, what: `“${chosen.name}”`, language: languageOfFile(chosen.name) });
    });
  };
  const format = (): void => {
    editor?.format().then(
      () => editor.focus(),
      () => toastError(`The formatter for ${name} could not be loaded. Check the connection and try again.`),
    );
  };
  const actions: EditorActions = {
    onCopy: () => {
      copyText(editor?.value() ?? "").then(
        () => toast("The code is copied."),
        () => toastError("The browser did not let us copy. Click into the code, select all and copy by key."),
      );
    },
    onDownload: () => downloadText(fileName(title, extension), editor?.value() ?? ""),
    onUpload: () => file.current?.click(),
    onTemplate: () => setOpen("template"),
    onFormat: FORMATTED.has(language) ? format : null,
    onHistory: on.onHistory,
    onSettings: () => setOpen("settings"),
  };

  return (
    <>
      <EditorMenu
        actions={actions}
        ready={ready}
        mayEdit={mayEdit}
        languageName={name}
        authors={authors}
        onAuthors={on.onAuthors}
      />
      <input ref={file} type="file" hidden aria-label="A file for the editor" onChange={upload} />
      <EditorSettings open={open === "settings"} onOpenChange={close} />
      {open === "template" && (
        <Suspense fallback={null}>
          <TemplateDialog
            language={language}
            open
            onOpenChange={close}
            onChoose={(id, text) => {
              close();
              offer({ text, what: `the template for ${languageOf(id).name}`, language: id });
            }}
          />
        </Suspense>
      )}
      <IncomingDialog
        incoming={incoming}
        onReplace={(next) => put("replace", next)}
        onInsert={(next) => put("insert", next)}
        onCancel={() => setIncoming(null)}
      />
      {editor && ready && mayEdit && body && createPortal(<EmptyHint editor={editor} onTemplate={actions.onTemplate} />, body)}
    </>
  );
}

/** In an empty editor: a way to begin. */
function EmptyHint({ editor, onTemplate }: { editor: CodeEditor; onTemplate: () => void }) {
  const empty = useSyncExternalStore(editor.subscribeEmpty, editor.isEmpty);
  if (!empty) return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 top-16 flex justify-center p-4">
      <p className="pointer-events-auto flex flex-wrap items-center justify-center gap-x-2 text-sm text-muted">
        Type here, or
        <Button tone="outline" className="h-9 bg-surface" onClick={onTemplate}>
          Start from a template
        </Button>
      </p>
    </div>
  );
}
