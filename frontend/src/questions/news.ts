/** A question that is shown to me while I look elsewhere: one quiet line, with the way to it. */
import type { Visit } from "../room/visit";
import { dismissTopic, toast } from "../ui/toasts";

const SHOWN = "question-shown";

/** Returns the way to stop listening. */
export function listenToQuestions({ stores, layout }: Visit): () => void {
  const undo = [
    stores.questions.subscribe((state, before) => {
      const more = [...state.unread].filter((id) => !before.unread.has(id)).length;
      if (more === 0) return;
      toast(more === 1 ? "A question is shown to you." : `${String(more)} questions are shown to you.`, {
        topic: SHOWN,
        action: { label: "Open", run: () => layout.setState({ panel: "questions" }) },
      });
    }),
    layout.subscribe(({ panel }) => panel === "questions" && dismissTopic(SHOWN)),
  ];
  return () => undo.forEach((stop) => stop());
}
