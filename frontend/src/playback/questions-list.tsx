/** The questions that were shown at the moment. */
import { MessageText } from "../chat/message-text";
import { usePlayer, useRecording } from "./context";
import { Nothing } from "./following-list";

export function QuestionsList() {
  const { journal } = useRecording();
  const questions = usePlayer(({ time }) => journal.questions.at(time));
  if (questions.length === 0) return <Nothing>No question was shown at this moment.</Nothing>;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div role="region" aria-label="Questions" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pb-3">
      <ol className="flex flex-col gap-2">
        {questions.map(({ id, question, difficulty, category, isVisible }) => (
          <li key={id} className="rounded-control border border-line bg-ground p-3">
            <MessageText message={question ?? ""} />
            <p className="mt-2 flex flex-wrap gap-1.5 text-xs text-muted">
              {[difficulty, category, isVisible === false ? "Hidden from candidates" : undefined].filter(Boolean).map((word) => (
                <span key={word} className="rounded-full border border-line px-2 py-0.5">
                  {inWords(word ?? "")}
                </span>
              ))}
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** `VERY_HARD` reads as `Very hard`. */
function inWords(name: string): string {
  const words = name.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
