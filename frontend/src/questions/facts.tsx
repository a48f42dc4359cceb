/** How hard a question is and what it is about, in two words. */
import { DIFFICULTIES, inWords, type QuestionFields } from "./question";

export function QuestionFacts({ question }: { question: Pick<QuestionFields, "difficulty" | "category"> }) {
  const difficulty = DIFFICULTIES.find(({ value }) => value === question.difficulty)?.label ?? inWords(question.difficulty);
  return (
    <p className="min-w-0 truncate text-xs text-muted">
      {[difficulty, inWords(question.category)].filter(Boolean).join(" · ")}
    </p>
  );
}
