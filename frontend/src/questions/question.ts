/** A question of the room as the server tells it, and the words for its parts. */

import type { Question } from "../room/protocol";

export type { Question } from "../room/protocol";
export type Difficulty = Question["difficulty"];

/** What a person fills in. */
export interface QuestionFields {
  question: string;
  difficulty: Difficulty;
  category: string;
}

export const DIFFICULTIES: readonly { value: Difficulty; label: string }[] = [
  { value: "EASY", label: "Easy" },
  { value: "MEDIUM", label: "Medium" },
  { value: "HARD", label: "Hard" },
  { value: "EXPERT", label: "Expert" },
];

export const DEFAULT_CATEGORY = "GENERAL";
export const CATEGORY_CHARACTERS = 50;

/** `BINARY_TREES` reads as `Binary trees`; `SQL`, and what a person wrote in their own way, stay as they are. */
export function inWords(name: string): string {
  if (name !== name.toUpperCase() || name.length <= 4) return name;
  const words = name.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The category that reads like this among those there are; else the words themselves. */
export function categoryOf(words: string, categories: readonly string[]): string {
  const asked = words.trim();
  const same = (category: string) => inWords(category).toLocaleLowerCase() === asked.toLocaleLowerCase();
  return [DEFAULT_CATEGORY, ...categories].find(same) ?? (asked || DEFAULT_CATEGORY);
}

/** Each category once, by its words. */
export function categoriesOf(questions: readonly Pick<Question, "category">[]): string[] {
  return [...new Set(questions.map(({ category }) => category))].sort((a, b) => inWords(a).localeCompare(inWords(b)));
}

/** Enough of it to know it by, on one line. */
export function shortOf(question: string, length = 60): string {
  const line = question.replace(/\s+/gu, " ").trim();
  return line.length > length ? `${line.slice(0, length).trimEnd()}…` : line;
}
