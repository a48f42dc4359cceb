/** The questions as candidates and students have them: those that are shown, in order, large enough to read. */
import { CircleHelp, CodeXml } from "lucide-react";
import { MessageText } from "../chat/message-text";
import { useAbility, useQuestions, useVisit } from "../room/context";
import { IconButton } from "../ui/button";
import { putIntoCode } from "./actions";
import { QuestionFacts } from "./facts";

export function ShownQuestions() {
  const visit = useVisit();
  const list = useQuestions((state) => state.list);
  const mayEdit = useAbility("edit_code");
  if (list.length === 0) {
    return (
      <div className="grid flex-1 place-content-center justify-items-center gap-2 p-8 text-center text-muted">
        <CircleHelp size={28} aria-hidden />
        <p className="text-sm">No question yet. It stands here as soon as the host shows one.</p>
      </div>
    );
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div role="region" aria-label="Questions" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pb-4">
      <ol aria-live="polite" aria-relevant="additions text" className="flex flex-col gap-2">
        {list.map((question, index) => (
          <li key={question.id} className="rounded-control border border-line bg-ground p-3">
            <div className="flex gap-2">
              <span aria-hidden className="flex-none text-sm font-semibold tabular-nums text-muted">
                {index + 1}.
              </span>
              <div className="min-w-0 flex-1">
                <MessageText message={question.question} />
              </div>
            </div>
            <div className="mt-1.5 flex items-center gap-2">
              <QuestionFacts question={question} />
              <span className="flex-1" />
              {mayEdit && (
                <IconButton label="Put into the code as a comment" side="left" onClick={() => putIntoCode(visit, question, "comment")}>
                  <CodeXml size={18} aria-hidden />
                </IconButton>
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
