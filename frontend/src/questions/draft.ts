/** A question that is being written: kept in this tab, so that a closed panel or a reload loses no word of it. */
import { DEFAULT_CATEGORY, type QuestionFields } from "./question";

export const BLANK: QuestionFields = { question: "", difficulty: "MEDIUM", category: DEFAULT_CATEGORY };

const key = (roomId: string) => `fusemeet:question-draft:${roomId}`;

export function readDraft(roomId: string, storage: Storage = sessionStorage): QuestionFields {
  try {
    return { ...BLANK, ...(JSON.parse(storage.getItem(key(roomId)) ?? "{}") as Partial<QuestionFields>) };
  } catch {
    return BLANK;
  }
}

export function keepDraft(roomId: string, fields: QuestionFields, storage: Storage = sessionStorage): void {
  try {
    if (fields.question.trim()) storage.setItem(key(roomId), JSON.stringify(fields));
    else storage.removeItem(key(roomId));
  } catch {
    // A full storage costs only the survival of a reload.
  }
}
