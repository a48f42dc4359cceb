// Whether what was typed is safe: one word in the header, which changes only when it has something to say.
import { Check, CloudOff, Eye, LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import type { DocumentState } from "./state";
import { classes } from "../ui/classes";

/** A keystroke is saved in a few milliseconds; "saving" is said only when it takes longer. */
const QUIET_MS = 500;

type Mark = "loading" | "saving" | "saved" | "offline" | "kept" | "read-only";

const WORDS: Record<Mark, string> = {
  loading: "Loading…",
  saving: "Saving…",
  saved: "Saved",
  offline: "Offline",
  kept: "Offline, kept here",
  "read-only": "Read only",
};

export function markOf({ status, unsaved }: Pick<DocumentState, "status" | "unsaved">, editable: boolean): Mark {
  if (status === "offline") return unsaved ? "kept" : "offline";
  if (status === "loading") return "loading";
  if (!editable) return "read-only";
  return unsaved ? "saving" : "saved";
}

export function SavedMark({ state, editable }: { state: DocumentState; editable: boolean }) {
  const mark = useQuiet(markOf(state, editable));
  return (
    <span
      role="status"
      className={classes(
        "inline-flex flex-none items-center gap-1.5 px-1 text-xs",
        mark === "offline" || mark === "kept" ? "text-warn" : "text-muted",
      )}
    >
      <Icon mark={mark} />
      <span className="max-[480px]:sr-only">{WORDS[mark]}</span>
    </span>
  );
}

function Icon({ mark }: { mark: Mark }) {
  switch (mark) {
    case "saved":
      return <Check size={15} aria-hidden />;
    case "read-only":
      return <Eye size={15} aria-hidden />;
    case "offline":
    case "kept":
      return <CloudOff size={15} aria-hidden />;
    case "loading":
    case "saving":
      return <LoaderCircle size={15} className="animate-spin motion-reduce:animate-none" aria-hidden />;
  }
}

/** "Saving" only after a while; everything else at once. */
function useQuiet(mark: Mark): Mark {
  const [shown, setShown] = useState(mark);
  useEffect(() => {
    const timer = setTimeout(() => setShown(mark), mark === "saving" ? QUIET_MS : 0);
    return () => clearTimeout(timer);
  }, [mark]);
  return shown;
}
