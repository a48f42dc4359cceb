/** Which questions of a list are looked for: by words, difficulty and category (pure). */
import { inWords, type Difficulty, type QuestionFields } from "./question";

export interface Wanted {
  words: string;
  difficulty: Difficulty | "";
  category: string;
}

export const EVERYTHING: Wanted = { words: "", difficulty: "", category: "" };

/** A list this long is searched. */
export const LONG = 6;

export function isEverything({ words, difficulty, category }: Wanted): boolean {
  return words.trim() === "" && difficulty === "" && category === "";
}

/** Every word must stand somewhere in the question or its category, in any case. */
export function matches({ question, difficulty, category }: QuestionFields, wanted: Wanted): boolean {
  if (wanted.difficulty !== "" && difficulty !== wanted.difficulty) return false;
  if (wanted.category !== "" && category !== wanted.category) return false;
  const text = `${question} ${inWords(category)}`.toLocaleLowerCase();
  const words = wanted.words.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  return words.every((word) => text.includes(word));
}
