// Text that the server would not take is offered back to the person who typed it; it is never simply gone.
import { useEffect, useMemo } from "react";
import type { DocumentProvider } from "../documents/provider";
import type { DocumentState } from "../documents/state";
import { Button } from "../ui/button";
import { toast, toastError } from "../ui/toasts";
import { CODE_ROOT } from "./editor";
import { copyText } from "./take";

const REASONS: Record<string, string> = {
  read_only: "because editing was switched off for you",
  too_big: "because it was too large",
  epoch_changed: "because the text was started anew meanwhile",
};

interface SetAsideNoticeProps {
  provider: DocumentProvider;
  state: DocumentState;
}

export function SetAsideNotice({ provider, state }: SetAsideNoticeProps) {
  const { setAside, synced, doc } = state;
  const text = useMemo(() => setAside?.doc.getText(CODE_ROOT).toString() ?? "", [setAside]);

  // Nothing is missing after all: the refused edits had arrived by another way.
  useEffect(() => {
    if (setAside && synced && doc.getText(CODE_ROOT).toString() === text) provider.forgetSetAside();
  }, [provider, setAside, synced, doc, text]);

  if (!setAside) return null;
  const reason = REASONS[setAside.code];
  const copy = (): void => {
    copyText(text).then(
      () => toast("Your text is copied."),
      () => toastError("The browser did not let us copy. Try again after a click into the page."),
    );
  };
  return (
    <div role="alert" className="flex flex-none flex-wrap items-center gap-2 border-b border-warn bg-warn-soft px-3 py-2 text-sm">
      <p className="min-w-48 flex-1">
        Your last edits could not be saved{reason ? ` ${reason}` : ""}. The editor shows what the others see; your own
        text is kept here.
      </p>
      <Button tone="primary" className="h-9" onClick={copy}>
        Copy my text
      </Button>
      <Button tone="quiet" className="h-9" onClick={() => provider.forgetSetAside()}>
        Dismiss
      </Button>
    </div>
  );
}
