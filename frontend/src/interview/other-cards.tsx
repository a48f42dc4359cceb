/** What the other interviewers handed in; hidden until one's own card is, so that nobody copies. */
import { MessageText } from "../chat/message-text";
import { RECOMMENDATIONS } from "./recommendations";
import type { Scorecard } from "./scorecard-book";

export function OtherCards({ others, waiting }: { others: readonly Scorecard[]; waiting: number }) {
  if (waiting > 0) {
    return (
      <p className="text-sm text-muted">
        {waiting === 1 ? "One other interviewer has" : `${String(waiting)} other interviewers have`} handed in a card. You
        see it once yours is handed in.
      </p>
    );
  }
  return others.map((card) => <OtherCard key={card.id} card={card} />);
}

function OtherCard({ card }: { card: Scorecard }) {
  const { authorName, recommendation, scores, summary } = card;
  return (
    <section aria-label={`Scorecard of ${authorName}`} className="rounded-control border border-line bg-ground p-3">
      <h3 className="flex items-center gap-2 text-sm font-semibold">
        <span className="min-w-0 flex-1 truncate">{authorName}</span>
        <span className="flex-none rounded-full border border-line-strong px-2 py-0.5 text-xs">
          {RECOMMENDATIONS.find(({ value }) => value === recommendation)?.label ?? "Open"}
        </span>
      </h3>
      <dl className="mt-2 flex flex-col gap-1 text-sm">
        {scores.map(({ criterion, score, comment }) => (
          <div key={criterion}>
            <div className="flex gap-2">
              <dt className="min-w-0 flex-1 text-muted">{criterion}</dt>
              <dd className="tabular-nums">{score === null ? "–" : `${String(score)} of 5`}</dd>
            </div>
            {comment && <dd className="text-xs">{comment}</dd>}
          </div>
        ))}
      </dl>
      {summary && (
        <div className="mt-2">
          <MessageText message={summary} />
        </div>
      )}
    </section>
  );
}
