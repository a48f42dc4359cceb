// Brings Monaco into a panel: loads it, makes the editor in an element, and lets go of both with the panel.
import { useCallback, useEffect, useState } from "react";
import type { DocumentProvider } from "../documents/provider";
import { toastError } from "../ui/toasts";
import type { Company } from "./cursors";
import { CodeEditor } from "./editor";

interface EditorInPanel {
  /** Null until Monaco has loaded. */
  editor: CodeEditor | null;
  failed: boolean;
  retry: () => void;
  /** For the element that the editor fills. */
  place: (element: HTMLElement | null) => void;
}

const TOO_LARGE = "That is more than the editor takes at once (1 MB). The text is as it was before.";

/** `company` must stay the same object over renders. */
export function useEditor(provider: DocumentProvider, company: Company): EditorInPanel {
  const [element, place] = useState<HTMLElement | null>(null);
  const [editor, setEditor] = useState<CodeEditor | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (!element) return;
    let made: CodeEditor | null = null;
    let gone = false;
    import("./monaco").then(
      ({ monaco }) => {
        if (gone) return;
        made = new CodeEditor(monaco, element, provider, company, { onTooLarge: () => toastError(TOO_LARGE) });
        setEditor(made);
      },
      (error: unknown) => {
        console.error("The editor could not be loaded", error);
        if (!gone) setFailed(true);
      },
    );
    return () => {
      gone = true;
      made?.dispose();
      setEditor(null);
    };
  }, [element, provider, company, attempt]);

  const retry = useCallback(() => {
    setFailed(false);
    setAttempt((count) => count + 1);
  }, []);

  return { editor, failed, retry, place };
}
