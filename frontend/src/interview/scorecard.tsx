/** The scorecard: criteria from 1 to 5, a recommendation, a summary; the others' cards once one's own is handed in. */
import { Plus } from "lucide-react";
import { useEffect, useId, useState, type FormEvent } from "react";
import { useStore } from "zustand";
import { useVisit } from "../room/context";
import { Button } from "../ui/button";
import { classes } from "../ui/classes";
import { INPUT } from "../ui/field";
import { CriterionLine } from "./criterion-line";
import { HandIn } from "./hand-in";
import { booksOf } from "./of-visit";
import { OtherCards } from "./other-cards";
import { RECOMMENDATIONS } from "./recommendations";
import { SavedLine } from "./saved-line";
import { MOST_CRITERIA, type Recommendation, type ScorecardBook } from "./scorecard-book";

export function ScorecardView() {
  const book = booksOf(useVisit()).scorecard;
  const { card, submittedAt, others, othersWaiting, problem } = useStore(book.state);
  const summary = useId();
  useEffect(() => () => void book.autosave.flush(), [book]);
  if (!card) {
    return (
      <div role="status" className="grid flex-1 place-content-center gap-3 p-6 text-center text-sm text-muted">
        {problem ?? "Fetching the scorecard…"}
        {problem && <Button onClick={() => void book.load()}>Try again</Button>}
      </div>
    );
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div role="region" aria-label="Scorecard" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pb-4">
      <div className="flex flex-col gap-4">
        {card.scores.map((score) => (
          <CriterionLine key={score.criterion} book={book} score={score} />
        ))}
        {card.scores.length < MOST_CRITERIA && <NewCriterion book={book} />}
        <Recommend book={book} value={card.recommendation} />
        <div className="flex flex-col gap-1.5">
          <label htmlFor={summary} className="text-sm font-medium">
            Summary
          </label>
          <textarea
            id={summary}
            rows={4}
            maxLength={10_000}
            value={card.summary}
            className="field-sizing-content max-h-72 min-h-24 w-full resize-none rounded-control border border-line-strong bg-ground px-3 py-2 text-base"
            onChange={(event) => book.change({ summary: event.target.value })}
            onBlur={() => void book.autosave.flush()}
          />
        </div>
        <SavedLine autosave={book.autosave} untouched before={submittedAt ? "Handed in. What you change is saved." : "Saves itself as a draft that only you see."} />
        <HandIn book={book} submittedAt={submittedAt} />
        <OtherCards others={others} waiting={othersWaiting} />
      </div>
    </div>
  );
}

function Recommend({ book, value }: { book: ScorecardBook; value: Recommendation }) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="pb-1.5 text-sm font-medium">Recommendation</legend>
      <div className="grid grid-cols-2 gap-1.5">
        {RECOMMENDATIONS.map((choice) => (
          <label
            key={choice.value}
            className={classes(
              "relative flex h-10 cursor-pointer items-center justify-center rounded-control border text-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent pointer-coarse:h-11",
              value === choice.value ? "border-accent bg-accent-soft font-semibold text-accent" : "border-line-strong hover:bg-hover",
            )}
          >
            <input
              type="radio"
              name={name}
              className="absolute inset-0 cursor-pointer appearance-none opacity-0"
              checked={value === choice.value}
              onChange={() => book.change({ recommendation: choice.value })}
            />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function NewCriterion({ book }: { book: ScorecardBook }) {
  const [name, setName] = useState("");
  const [refused, setRefused] = useState(false);
  const add = (event: FormEvent) => {
    event.preventDefault();
    const added = book.addCriterion(name);
    setRefused(!added);
    if (added) setName("");
  };
  return (
    <form className="flex flex-col gap-1.5" onSubmit={add}>
      <div className="flex gap-1.5">
        <input
          aria-label="One more criterion"
          placeholder="One more criterion"
          maxLength={80}
          value={name}
          className={INPUT}
          onChange={(event) => {
            setName(event.target.value);
            setRefused(false);
          }}
        />
        <Button type="submit" className="flex-none" disabled={!name.trim()}>
          <Plus size={16} aria-hidden /> Add
        </Button>
      </div>
      {refused && (
        <p role="alert" className="text-sm text-danger">
          It is on the card already.
        </p>
      )}
    </form>
  );
}
