/** What one can do with questions: write, change, move, show, delete and take back, put into the code. */
import { toInsert } from "../code/to-insert";
import { api, describeProblem } from "../room/api";
import type { Visit } from "../room/visit";
import { isNarrow } from "../ui/size";
import { toast, toastError } from "../ui/toasts";
import { asComment } from "./comment";
import { shortOf, type Question, type QuestionFields } from "./question";
import { listed, moved } from "./store";

const UNDO = "question-deleted";

/** Throws ApiError: the form says what is wrong. */
export async function createQuestion(visit: Visit, fields: QuestionFields, isVisible: boolean): Promise<Question> {
  const answer = (await api.post(path(visit), { ...fields, isVisible })) as { data: Question };
  return answer.data;
}

/** Throws ApiError. */
export async function saveQuestion(visit: Visit, { id }: Question, fields: QuestionFields): Promise<void> {
  await api.put(`${path(visit)}/${String(id)}`, fields);
}

/** Shows it to candidates, or takes it out of their sight. */
export async function showQuestion(visit: Visit, question: Question, isVisible: boolean): Promise<void> {
  const { id, question: text, difficulty, category } = question;
  await tryTo(api.put(`${path(visit)}/${String(id)}`, { question: text, difficulty, category, isVisible }));
}

/** At once on this page; the server's order is shown again where it says no. */
export async function moveQuestion(visit: Visit, id: number, after: number | null): Promise<void> {
  visit.stores.questions.setState((state) => moved(state, id, after));
  try {
    await api.post(`${path(visit)}/${String(id)}/move`, { after });
  } catch (error) {
    toastError(describeProblem(error));
    await reload(visit);
  }
}

/** Deletes it now; "Undo" writes it again at its old place. */
export async function deleteQuestion(visit: Visit, question: Question): Promise<void> {
  const { list } = visit.stores.questions.getState();
  const before = list[list.findIndex(({ id }) => id === question.id) - 1]?.id ?? null;
  const done = await tryTo(api.delete(`${path(visit)}/${String(question.id)}`));
  if (!done) return;
  toast(`“${shortOf(question.question, 30)}” is deleted.`, {
    topic: UNDO,
    action: { label: "Undo", run: () => void writeAgain(visit, question, before) },
  });
}

async function writeAgain(visit: Visit, question: Question, after: number | null): Promise<void> {
  const { question: text, difficulty, category, isVisible } = question;
  try {
    const { id } = await createQuestion(visit, { question: text, difficulty, category }, isVisible);
    const there = visit.stores.questions.getState().list.some((other) => other.id === after);
    if (after === null || there) await api.post(`${path(visit)}/${String(id)}/move`, { after });
  } catch (error) {
    toastError(describeProblem(error));
  }
}

export async function keepQuestion(visit: Visit, { id, question }: Question): Promise<void> {
  if (await tryTo(api.post(`${path(visit)}/${String(id)}/keep`))) {
    toast(`“${shortOf(question, 30)}” is in your library.`);
  }
}

/** Opens the code if it is closed; a phone then shows it instead of the panel. */
export function putIntoCode(visit: Visit, { question }: Question, as: "comment" | "text"): void {
  const { language } = visit.stores.session.getState();
  toInsert.setState(
    as === "comment" ? { text: asComment(question, language), as: "lines" } : { text: question, as: "text" },
    true,
  );
  const narrow = isNarrow();
  visit.layout.setState((state) => ({ code: true, ...(narrow ? { board: false, panel: null } : { panel: state.panel }) }));
  toast("The question is in the code.");
}

async function reload(visit: Visit): Promise<void> {
  try {
    const list = (await api.get(path(visit))) as Question[];
    visit.stores.questions.setState((state) => listed(state, list, true));
  } catch {
    // The next welcome brings the list.
  }
}

export function path(visit: Visit): string {
  return `/api/rooms/${encodeURIComponent(visit.page.roomId)}/questions`;
}

async function tryTo(promise: Promise<unknown>): Promise<boolean> {
  try {
    await promise;
    return true;
  } catch (error) {
    toastError(describeProblem(error));
    return false;
  }
}
