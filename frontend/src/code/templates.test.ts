import { expect, test } from "vitest";
import { cleanText } from "./delta";
import { LANGUAGES } from "./languages";
import { TEMPLATES } from "./templates";

test("there are templates for at least fifteen languages, and each is one of ours", () => {
  const ids = new Set(LANGUAGES.map(({ id }) => id));
  expect(Object.keys(TEMPLATES).length).toBeGreaterThanOrEqual(15);
  expect(Object.keys(TEMPLATES).filter((id) => !ids.has(id))).toEqual([]);
});

test("each is small, ends with one line end and is text as the document has it", () => {
  for (const [id, text] of Object.entries(TEMPLATES)) {
    expect(text.length, id).toBeLessThan(700);
    expect(text, id).toMatch(/\S\n$/);
    expect(cleanText(text), id).toBe(text);
  }
});
