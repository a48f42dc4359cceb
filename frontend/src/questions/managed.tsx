/** The questions as hosts have them: write, search, order, show; the library is a dialog away. */
import { Library, Plus } from "lucide-react";
import { useRef, useState } from "react";
import { useQuestions, useSession, useVisit } from "../room/context";
import { openDialog } from "../room/dialogs";
import { Button } from "../ui/button";
import { createQuestion } from "./actions";
import { keepDraft, readDraft, BLANK } from "./draft";
import { Filters } from "./filters";
import { EVERYTHING, isEverything, LONG, matches } from "./filter";
import { QuestionForm } from "./form";
import { QuestionList } from "./list";
import { categoriesOf } from "./question";

/** Those who see only what is shown, in this kind of room. */
export function useAudience(): string {
  return useSession((state) => (state.room?.roomType === "CLASSROOM" ? "students" : "candidates"));
}

export function ManagedQuestions() {
  const list = useQuestions((state) => state.list);
  const [wanted, setWanted] = useState(EVERYTHING);
  const { page } = useVisit();
  const [writing, setWriting] = useState(() => readDraft(page.roomId).question !== "");
  const opener = useRef<HTMLButtonElement>(null);
  const audience = useAudience();
  const shown = list.filter(({ isVisible }) => isVisible).length;
  // A filter that is set stays in sight, also when the list gets short meanwhile.
  const searching = list.length >= LONG || !isEverything(wanted);
  const found = list.filter((question) => matches(question, wanted));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div role="region" aria-label="Questions" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pb-4">
      <div className="flex flex-col gap-2 pb-2">
        <div className="flex gap-2">
          <Button ref={opener} className="flex-1" aria-expanded={writing} onClick={() => setWriting(true)}>
            <Plus size={18} aria-hidden /> New question
          </Button>
          <Button onClick={() => openDialog({ name: "library" })}>
            <Library size={18} aria-hidden /> Library
          </Button>
        </div>
        {writing && (
          <NewQuestion
            onDone={() => {
              setWriting(false);
              opener.current?.focus();
            }}
          />
        )}
        {searching && <Filters wanted={wanted} categories={categoriesOf(list)} onChange={setWanted} />}
        {list.length > 0 && (
          <p className="px-1 text-xs text-muted" role="status">
            {isEverything(wanted)
              ? `${String(shown)} of ${String(list.length)} shown to ${audience}`
              : `${String(found.length)} of ${String(list.length)} found. Clear the search to change the order.`}
          </p>
        )}
      </div>
      {list.length === 0 && !writing ? (
        <p className="px-4 py-8 text-center text-sm text-muted">
          No questions yet. What you write or draw from your library is hidden from {audience} until you show it.
        </p>
      ) : (
        <QuestionList questions={found} all={list} movable={isEverything(wanted)} />
      )}
    </div>
  );
}

function NewQuestion({ onDone }: { onDone: () => void }) {
  const visit = useVisit();
  const { roomId } = visit.page;
  const categories = useQuestions((state) => state.list);
  const done = () => {
    keepDraft(roomId, BLANK);
    onDone();
  };
  return (
    <QuestionForm
      title="New question"
      action="Add, hidden"
      first={readDraft(roomId)}
      categories={categoriesOf(categories)}
      onType={(fields) => keepDraft(roomId, fields)}
      onSave={async (fields) => {
        await createQuestion(visit, fields, false);
        done();
      }}
      onCancel={done}
    />
  );
}
