/** The questions that this person may see, in their order, and which of them are new to them. Pure steps. */
import type { QuestionOut as QuestionTold } from "../room/protocol";
import type { Question } from "./question";

export interface QuestionsState {
  /** By displayOrder, then id. */
  list: readonly Question[];
  /** Shown to me while I looked elsewhere. */
  unread: ReadonlySet<number>;
  /** The panel is open and in sight, so nothing is unread. */
  reading: boolean;
  /** The list was told once; what a later welcome brings is news. */
  started: boolean;
}

/** What is told of one that went is its id. */
export type QuestionChange = Pick<QuestionTold, "action"> & { question: Partial<Question> & { id: number } };

export const noQuestions: QuestionsState = { list: [], unread: new Set(), reading: false, started: false };

/** The whole list as I may see it. `manages`: I show them myself, so none is news to me. */
export function listed(state: QuestionsState, questions: readonly Question[], manages: boolean): QuestionsState {
  const list = inOrder(questions);
  const known = new Set(state.list.map(({ id }) => id));
  const there = new Set(list.map(({ id }) => id));
  const news = state.started && !manages && !state.reading ? [...there].filter((id) => !known.has(id)) : [];
  const unread = new Set([...[...state.unread].filter((id) => there.has(id)), ...news]);
  return { ...state, list, unread, started: true };
}

/** One question came, changed or went. */
export function changed(state: QuestionsState, { action, question }: QuestionChange, manages: boolean): QuestionsState {
  const before = state.list.find(({ id }) => id === question.id);
  const others = state.list.filter(({ id }) => id !== question.id);
  if (action === "DELETE") return { ...state, list: others, unread: without(state.unread, question.id) };
  const next = { ...before, ...question } as Question;
  const isNews = before === undefined && !manages && !state.reading;
  const unread = isNews ? new Set([...state.unread, next.id]) : state.unread;
  return { ...state, list: inOrder([...others, next]), unread };
}

/** As it will be once the server has moved it: after that question, or first. */
export function moved(state: QuestionsState, id: number, after: number | null): QuestionsState {
  const one = state.list.find((question) => question.id === id);
  const others = state.list.filter((question) => question.id !== id);
  const at = after === null ? 0 : others.findIndex((question) => question.id === after) + 1;
  if (!one || (after !== null && at === 0)) return state;
  const before = others[at - 1]?.displayOrder ?? (others[0]?.displayOrder ?? 0) - 2;
  const behind = others[at]?.displayOrder ?? before + 2;
  return { ...state, list: inOrder([...others, { ...one, displayOrder: (before + behind) / 2 }], id, at) };
}

/** I may no longer see what is hidden. */
export function onlyShown(state: QuestionsState): QuestionsState {
  return { ...state, list: state.list.filter(({ isVisible }) => isVisible) };
}

export function reading(state: QuestionsState, inSight: boolean): QuestionsState {
  if (state.reading === inSight && (!inSight || state.unread.size === 0)) return state;
  return { ...state, reading: inSight, unread: inSight ? new Set() : state.unread };
}

/** `id` goes to the place `at` where the numbers are equal: neighbours may have no room between them. */
function inOrder(questions: readonly Question[], id?: number, at?: number): readonly Question[] {
  const sorted = [...questions].sort((a, b) => a.displayOrder - b.displayOrder || a.id - b.id);
  if (id === undefined || at === undefined) return sorted;
  const one = sorted.find((question) => question.id === id);
  const others = sorted.filter((question) => question.id !== id);
  return one ? [...others.slice(0, at), one, ...others.slice(at)] : sorted;
}

function without(ids: ReadonlySet<number>, id: number): ReadonlySet<number> {
  return ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : ids;
}
