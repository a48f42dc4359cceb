/** Handing the card in: from then on the other interviewers read it, and one reads theirs. */
import { useState } from "react";
import { useStore } from "zustand";
import { describeProblem } from "../room/api";
import { Button } from "../ui/button";
import type { ScorecardBook } from "./scorecard-book";

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function HandIn({ book, submittedAt }: { book: ScorecardBook; submittedAt: string | null }) {
  const recommended = useStore(book.state, ({ card }) => Boolean(card?.recommendation));
  const [problem, setProblem] = useState<string | null>(null);
  const [unanswered, setUnanswered] = useState(false);
  const [busy, setBusy] = useState(false);
  if (submittedAt) {
    return (
      <p className="rounded-control bg-live-soft px-3 py-2 text-sm text-live">
        Handed in {WHEN.format(new Date(submittedAt))}. You can still correct it.
      </p>
    );
  }
  // What was asked for is not asked for any longer once it is there.
  const said = unanswered && !recommended ? "Choose a recommendation before you hand the card in." : problem;
  const submit = async () => {
    setUnanswered(!recommended);
    if (!recommended) return;
    setBusy(true);
    setProblem(null);
    try {
      await book.submit();
    } catch (error) {
      setProblem(describeProblem(error));
    }
    setBusy(false);
  };
  return (
    <div className="flex flex-col gap-1.5">
      <Button tone="primary" disabled={busy} onClick={() => void submit()}>
        Hand in
      </Button>
      <p className="text-xs text-muted">The other interviewers can read it then, and you theirs.</p>
      {said && (
        <p role="alert" className="text-sm text-danger">
          {said}
        </p>
      )}
    </div>
  );
}
