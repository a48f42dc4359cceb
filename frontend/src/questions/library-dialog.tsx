/** Adding questions from my library or my earlier rooms into this one; they come hidden. */
import { ExternalLink } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { describeProblem } from "../room/api";
import { useVisit } from "../room/context";
import { Button } from "../ui/button";
import { classes } from "../ui/classes";
import { Dialog } from "../ui/dialog";
import { toast } from "../ui/toasts";
import { path } from "./actions";
import { EVERYTHING, isEverything, type Wanted } from "./filter";
import { Filters } from "./filters";
import { drawFrom, fetchKept, MOST_AT_ONCE, type Kept, type Source } from "./library";
import { LibraryRow } from "./library-row";

const SOURCES: readonly { value: Source; label: string }[] = [
  { value: "library", label: "My library" },
  { value: "earlier", label: "Earlier rooms" },
];
const QUIET_MS = 250;

export function LibraryDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog title="Add questions" description="They come into the room hidden." open={open} onOpenChange={onOpenChange}>
      <Drawing onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

/** Made afresh each time the dialog opens. */
function Drawing({ onDone }: { onDone: () => void }) {
  const visit = useVisit();
  const [source, setSource] = useState<Source>("library");
  const [wanted, setWanted] = useState(EVERYTHING);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const { kept, categories, next, problem, more } = useKept(source, wanted);
  const [refused, setRefused] = useState<string | null>(null);

  const choose = (id: number, on: boolean) =>
    setChosen((ids) => (on ? new Set([...ids, id]) : new Set([...ids].filter((other) => other !== id))));
  const change = (value: Source) => {
    setSource(value);
    setChosen(new Set());
    setWanted(EVERYTHING);
  };
  const draw = async () => {
    setRefused(null);
    try {
      toast(await drawFrom(path(visit), source, [...chosen]));
      onDone();
    } catch (error) {
      setRefused(describeProblem(error));
    }
  };

  return (
    <div className="flex flex-col gap-3">
      <div role="group" aria-label="Where from" className="flex gap-1">
        {SOURCES.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            aria-pressed={source === value}
            onClick={() => change(value)}
            className={classes(
              "h-9 rounded-control px-3 text-sm font-medium pointer-coarse:h-11",
              source === value ? "bg-hover text-text" : "text-muted hover:bg-hover hover:text-text",
            )}
          >
            {label}
          </button>
        ))}
        <a
          href="/questions/"
          target="_blank"
          rel="noopener"
          className="ml-auto inline-flex h-9 items-center gap-1.5 rounded-control px-2 text-sm text-accent hover:bg-hover pointer-coarse:h-11"
        >
          Manage <ExternalLink size={14} aria-hidden /> <span className="sr-only">(in a new tab)</span>
        </a>
      </div>
      <Filters wanted={wanted} categories={source === "library" ? categories : null} onChange={setWanted} />
      <ul aria-label={source === "library" ? "My library" : "Questions of earlier rooms"} className="flex flex-col gap-1.5">
        {kept?.map((question) => (
          <LibraryRow
            key={question.id}
            question={question}
            chosen={chosen.has(question.id)}
            onChoose={(on) => choose(question.id, on)}
          />
        ))}
      </ul>
      <p role="status" className="text-sm text-muted empty:hidden">
        {problem ?? (kept === null ? "Looking…" : kept.length === 0 ? nothing(source, wanted) : null)}
      </p>
      {next && <Button onClick={more}>Show more</Button>}
      {refused && (
        <p role="alert" className="text-sm text-danger">
          {refused}
        </p>
      )}
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
        <Button tone="primary" disabled={chosen.size === 0 || chosen.size > MOST_AT_ONCE} onClick={() => void draw()}>
          {chosen.size > MOST_AT_ONCE ? `At most ${String(MOST_AT_ONCE)} at once` : chosen.size > 0 ? `Add ${String(chosen.size)}` : "Add"}
        </Button>
      </div>
    </div>
  );
}

function nothing(source: Source, wanted: Wanted): string {
  if (!isEverything(wanted)) return "None is like this. Try other words.";
  return source === "library"
    ? "Your library is empty. Save questions to it from a room, or import them on its own page."
    : "None of your other rooms has questions.";
}

interface KeptState {
  /** Null: not here yet. */
  kept: Kept[] | null;
  categories: string[];
  next: string | null;
  problem: string | null;
  more: () => void;
}

/** What is found, a little after one stops typing; an answer that comes too late is left alone. */
function useKept(source: Source, wanted: Wanted): KeptState {
  const [state, setState] = useState<Omit<KeptState, "more">>({ kept: null, categories: [], next: null, problem: null });
  const asked = useRef(0);
  const load = useCallback(
    (next: string | null) => {
      const turn = ++asked.current;
      fetchKept(source, wanted, next).then(
        (page) => {
          if (turn !== asked.current) return;
          setState((before) => ({
            kept: next === null ? page.questions : [...(before.kept ?? []), ...page.questions],
            categories: page.categories,
            next: page.next,
            problem: null,
          }));
        },
        (error: unknown) => turn === asked.current && setState((before) => ({ ...before, problem: describeProblem(error) })),
      );
    },
    [source, wanted],
  );
  useEffect(() => {
    const timer = window.setTimeout(() => load(null), wanted === EVERYTHING ? 0 : QUIET_MS);
    return () => window.clearTimeout(timer);
  }, [load, wanted]);
  return { ...state, more: () => load(state.next) };
}
