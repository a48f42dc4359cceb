/** One criterion: 1 to 5 by mouse, arrow keys or the digit itself, and why. */
import { X } from "lucide-react";
import { useId, type KeyboardEvent } from "react";
import { IconButton } from "../ui/button";
import { classes } from "../ui/classes";
import type { Score, ScorecardBook } from "./scorecard-book";

const MEANING = ["Poor", "Weak", "Fair", "Good", "Excellent"] as const;

export function CriterionLine({ book, score }: { book: ScorecardBook; score: Score }) {
  const name = useId();
  const { criterion, score: given, comment } = score;
  const set = (value: number | null) => book.score(criterion, { score: value });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-5]$/u.test(event.key)) set(Number(event.key));
    else if (event.key === "Backspace" || event.key === "Delete") set(null);
    else return;
    event.preventDefault();
  };
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="sr-only">{criterion}</legend>
      <div className="flex items-center gap-2">
        <span aria-hidden className="min-w-0 flex-1 truncate text-sm font-medium">
          {criterion}
        </span>
        <span aria-hidden className="text-xs text-muted">
          {given === null ? "Open" : MEANING[given - 1]}
        </span>
        <IconButton label={`Leave out ${criterion}`} side="left" className="size-8! text-muted! pointer-coarse:size-11!" onClick={() => book.removeCriterion(criterion)}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys of the five choices inside */}
      <div className="grid grid-cols-5 gap-1" onKeyDown={onKeyDown}>
        {MEANING.map((meaning, index) => (
          <label
            key={meaning}
            title={meaning}
            className={classes(
              "relative grid h-9 cursor-pointer place-items-center rounded-control border text-sm tabular-nums has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent pointer-coarse:h-11",
              given === index + 1 ? "border-accent bg-accent-soft font-semibold text-accent" : "border-line-strong hover:bg-hover",
            )}
          >
            <input
              type="radio"
              name={name}
              aria-label={`${String(index + 1)}, ${meaning}`}
              className="absolute inset-0 cursor-pointer appearance-none opacity-0"
              checked={given === index + 1}
              onChange={() => set(index + 1)}
            />
            <span aria-hidden>{index + 1}</span>
          </label>
        ))}
      </div>
      <textarea
        aria-label={`Why, for ${criterion}`}
        placeholder="Why? (optional)"
        rows={1}
        maxLength={2_000}
        value={comment}
        className="field-sizing-content max-h-40 min-h-9 w-full resize-none rounded-control border border-line bg-ground px-2.5 py-1.5 text-sm placeholder:text-muted pointer-coarse:min-h-11"
        onChange={(event) => book.score(criterion, { comment: event.target.value })}
        onBlur={() => void book.autosave.flush()}
      />
    </fieldset>
  );
}
