/** Whether what is typed is saved; where it is not, why, and a way to try again. */
import { useStore } from "zustand";
import type { Autosave } from "./autosave";

const WORDS = { saved: "Saved", waiting: "Saving…", saving: "Saving…" } as const;

interface SavedLineProps {
  autosave: Autosave;
  /** What is said while nothing was typed yet. */
  before?: string;
  untouched?: boolean;
}

export function SavedLine({ autosave, before = "", untouched = false }: SavedLineProps) {
  const { status, problem } = useStore(autosave.state);
  if (status === "retrying" || status === "refused") {
    return (
      <p role="alert" className="min-w-0 flex-1 text-xs text-warn">
        {problem}{" "}
        <button type="button" className="rounded-[4px] font-semibold text-accent underline underline-offset-2 pointer-coarse:min-h-11" onClick={() => void autosave.flush()}>
          Try now
        </button>
      </p>
    );
  }
  return (
    <p role="status" className="min-w-0 flex-1 text-xs text-muted">
      {untouched && status === "saved" ? before : WORDS[status]}
    </p>
  );
}
