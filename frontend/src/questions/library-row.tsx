/** A question that can be drawn: the whole line is the box to tick. */
import { useId } from "react";
import { classes } from "../ui/classes";
import { QuestionFacts } from "./facts";
import type { Kept } from "./library";

interface LibraryRowProps {
  question: Kept;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
}

export function LibraryRow({ question, chosen, onChoose }: LibraryRowProps) {
  const id = useId();
  return (
    <li className={classes("rounded-control border", chosen ? "border-accent bg-accent-soft" : "border-line bg-ground")}>
      <label htmlFor={id} className="flex cursor-pointer gap-3 p-3">
        <input
          id={id}
          type="checkbox"
          checked={chosen}
          onChange={(event) => onChoose(event.target.checked)}
          className="mt-0.5 size-5 flex-none accent-accent"
        />
        <span className="min-w-0 flex-1">
          <span className="line-clamp-4 whitespace-pre-wrap break-words text-sm [overflow-wrap:anywhere]">{question.question}</span>
          <QuestionFacts question={question} />
          {question.roomName && <span className="block truncate text-xs text-muted">In {question.roomName}</span>}
        </span>
      </label>
    </li>
  );
}
