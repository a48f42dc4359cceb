// The history of the code: a line of moments to go along, the text of then against the text of now, and the way back.
import { ChevronLeft, ChevronRight, LoaderCircle, RotateCcw, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { Button, IconButton } from "../ui/button";
import { Ask } from "../ui/dialog";
import { toast } from "../ui/toasts";
import { DiffView } from "./diff";
import type { CodeEditor } from "./editor";
import { MomentList } from "./moment-list";
import { describeTime, describeWork } from "./moments";
import { preferences } from "./preferences";
import { usePast } from "./use-past";

interface HistoryViewProps {
  roomId: string;
  editor: CodeEditor;
  mayEdit: boolean;
  nameOf: (userId: string) => string;
  onClose: () => void;
}

const FOCUS_MS = 50;

export function HistoryView({ roomId, editor, mayEdit, nameOf, onClose }: HistoryViewProps) {
  const shown = usePast(roomId);
  const { past, chosen, choose, moment, text, problem } = shown;
  const [asking, setAsking] = useState(false);
  const slider = useRef<HTMLInputElement>(null);
  const [changes, setChanges] = useState<number | null>(null);
  const [node, place] = useState<HTMLElement | null>(null);
  const [diff, setDiff] = useState<DiffView | null>(null);
  const wishes = useStore(preferences);
  const name = (userId: string): string => nameOf(userId) || (past?.names.get(userId) ?? "Somebody");
  const count = past?.moments.length ?? 0;
  const now = Date.now();
  const when = moment ? describeTime(moment, now) : "";
  const work = moment ? describeWork(moment, name) : "";

  useEffect(() => {
    if (!node) return;
    const made = new DiffView(node, editor);
    const stop = made.onComputed(setChanges);
    setDiff(made);
    return () => {
      stop();
      made.dispose();
      setDiff(null);
    };
  }, [node, editor]);
  useEffect(() => diff?.setPreferences(wishes), [diff, wishes]);
  useEffect(() => {
    if (text !== null) diff?.show(text);
  }, [diff, text]);

  useEffect(() => {
    if (asking) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !event.defaultPrevented) onClose();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [asking, onClose]);
  // The keys go to the moments, after the menu has given the focus back to its button.
  useEffect(() => {
    const timer = setTimeout(() => slider.current?.focus(), FOCUS_MS);
    return () => clearTimeout(timer);
  }, [count]);

  const putBack = (): void => {
    if (text === null) return;
    editor.replaceAll(text);
    toast("That version is back. Undo takes you forward again.");
    onClose();
  };

  return (
    <section aria-label="History of the code" className="absolute inset-0 z-10 flex flex-col bg-surface @container">
      <div className="flex flex-none flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-2 py-1">
        <IconButton
          label="Earlier"
          side="bottom"
          disabled={shown.loading || (chosen >= count - 1 && !past?.next)}
          onClick={() => (chosen < count - 1 ? choose(chosen + 1) : shown.loadMore())}
        >
          <ChevronLeft size={18} aria-hidden />
        </IconButton>
        <input
          ref={slider}
          type="range"
          aria-label="Moment"
          aria-valuetext={`${when} ${work}`.trim()}
          className="h-9 min-w-24 flex-1 accent-accent"
          min={0}
          max={Math.max(0, count - 1)}
          value={count - 1 - chosen}
          disabled={count < 2}
          onChange={(event) => choose(count - 1 - Number(event.target.value))}
        />
        <IconButton label="Later" side="bottom" disabled={chosen <= 0} onClick={() => choose(chosen - 1)}>
          <ChevronRight size={18} aria-hidden />
        </IconButton>
        {mayEdit && (
          <Button className="h-9" disabled={text === null || text === editor.value()} onClick={() => setAsking(true)}>
            <RotateCcw size={16} aria-hidden />
            Put this version back
          </Button>
        )}
        <IconButton label="Close the history" side="bottom" className="ml-auto" onClick={onClose}>
          <X size={18} aria-hidden />
        </IconButton>
      </div>
      <p role="status" className="flex min-h-8 flex-none flex-wrap items-center gap-x-2 border-b border-line px-3 py-1 text-xs text-muted">
        {moment ? (
          <>
            <b className="font-semibold text-text">{when || "The beginning"}</b>
            <span>{work}</span>
            <span className="ml-auto">{text === null ? "" : compared(changes, text === editor.value())}</span>
          </>
        ) : (
          !problem && (past ? "Nothing has been written here yet." : "Fetching the history…")
        )}
      </p>
      {problem && (
        <div role="alert" className="flex flex-none flex-wrap items-center gap-2 border-b border-warn bg-warn-soft px-3 py-2 text-sm">
          <span className="min-w-48 flex-1">{problem}</span>
          <Button className="h-9" onClick={shown.retry}>
            Try again
          </Button>
        </div>
      )}
      <div className="flex min-h-0 flex-1">
        <MomentList {...shown} nameOf={name} now={now} />
        <div className="relative min-w-0 flex-1">
          <div ref={place} className="absolute inset-0" data-testid="diff" />
          {moment && text === null && !problem && (
            <div className="absolute inset-0 grid place-items-center bg-surface text-muted">
              <LoaderCircle size={22} className="animate-spin motion-reduce:animate-none" aria-label="Fetching the text…" />
            </div>
          )}
        </div>
      </div>
      <Ask
        title="Put this version back?"
        text={`The code becomes what it was ${when ? `${when} (${work})` : "before anything was written"}, for everybody. You can undo it.`}
        action="Put it back"
        open={asking}
        onOpenChange={setAsking}
        onConfirm={putBack}
      />
    </section>
  );
}

function compared(changes: number | null, same: boolean): string {
  if (same) return "The same as now";
  if (changes === null) return "";
  return changes === 1 ? "1 place differs from now" : `${String(changes)} places differ from now`;
}
