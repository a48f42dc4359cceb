import { expect, it } from "vitest";
import { EVERYTHING, isEverything, matches } from "./filter";
import { categoriesOf, categoryOf, inWords, shortOf } from "./question";

const question = { question: "Reverse a linked list", difficulty: "EASY", category: "BINARY_TREES" } as const;

it("a question is found by words of its text and category, in any order and case", () => {
  expect(matches(question, { ...EVERYTHING, words: "LIST reverse" })).toBe(true);
  expect(matches(question, { ...EVERYTHING, words: "binary trees" })).toBe(true);
  expect(matches(question, { ...EVERYTHING, words: "list sort" })).toBe(false);
});

it("a question is found by its difficulty and its category", () => {
  expect(matches(question, { ...EVERYTHING, difficulty: "EASY", category: "BINARY_TREES" })).toBe(true);
  expect(matches(question, { ...EVERYTHING, difficulty: "HARD" })).toBe(false);
  expect(matches(question, { ...EVERYTHING, category: "GENERAL" })).toBe(false);
});

it("spaces alone are no search", () => {
  expect(isEverything({ ...EVERYTHING, words: "  " })).toBe(true);
  expect(matches(question, { ...EVERYTHING, words: "  " })).toBe(true);
});

it("names of categories read as words, and stand in their order once", () => {
  expect(inWords("BINARY_TREES")).toBe("Binary trees");
  expect([inWords("My own"), inWords("SQL")]).toEqual(["My own", "SQL"]);
  expect(["general", "binary trees", " Graphs ", ""].map((words) => categoryOf(words, ["BINARY_TREES"]))).toEqual([
    "GENERAL",
    "BINARY_TREES",
    "Graphs",
    "GENERAL",
  ]);
  expect(categoriesOf([question, { category: "ARRAYS" }, question])).toEqual(["ARRAYS", "BINARY_TREES"]);
});

it("a long question is known by its beginning", () => {
  expect(shortOf("one\n two   three", 8)).toBe("one two…");
});
