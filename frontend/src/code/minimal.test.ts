import { expect, test } from "vitest";
import type { Edit } from "./delta";
import { minimalEdits } from "./minimal";

function apply(text: string, edits: readonly Edit[]): string {
  return edits.reduceRight((now, { offset, length, text: insert }) => now.slice(0, offset) + insert + now.slice(offset + length), text);
}

function changed(edits: readonly Edit[]): number {
  return edits.reduce((sum, edit) => sum + edit.length + edit.text.length, 0);
}

const PROGRAM = Array.from({ length: 200 }, (_, i) => `line ${String(i)} of the program`).join("\n");

test("equal texts need no edit", () => {
  expect(minimalEdits(PROGRAM, PROGRAM)).toEqual([]);
});

test("two changes far apart are two edits, and what is between them is not touched", () => {
  const after = PROGRAM.replace("line 3 of", "line three of").replace("line 190 of the program\n", "");
  const edits = minimalEdits(PROGRAM, after);
  expect(edits).toHaveLength(2);
  expect(changed(edits)).toBeLessThan(40);
  expect(apply(PROGRAM, edits)).toBe(after);
});

test("no edit cuts an emoji", () => {
  const [before, after] = ["a\n😀 one\nb", "a\n😁 one\nb"];
  const edits = minimalEdits(before, after);
  expect(edits).toEqual([{ offset: 2, length: 2, text: "😁" }]);
});

test("from nothing and to nothing", () => {
  for (const [before, after] of [["", "a\nb"], ["a\nb", ""], ["\n", "\n\n"], ["a", "a\n"]] as const) {
    expect(apply(before, minimalEdits(before, after))).toBe(after);
  }
});

test("a text of which nothing is left becomes one edit", () => {
  const before = Array.from({ length: 3000 }, (_, i) => `a${String(i)}`).join("\n");
  const after = Array.from({ length: 3000 }, (_, i) => `b${String(i)}`).join("\n");
  const edits = minimalEdits(before, after);
  expect(edits).toHaveLength(1);
  expect(apply(before, edits)).toBe(after);
});

test("whatever the two texts are, the edits lead from one to the other", () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return (seed >> 8) % below;
  };
  const words = ["a", "b", "😀", "漢字", "", "  x"];
  const text = (): string => Array.from({ length: random(12) }, () => words[random(words.length)]).join("\n");
  for (let i = 0; i < 2000; i += 1) {
    const [before, after] = [text(), text()];
    const edits = minimalEdits(before, after);
    expect(apply(before, edits)).toBe(after);
    edits.slice(1).forEach((edit, j) => {
      const previous = edits[j];
      expect(edit.offset).toBeGreaterThanOrEqual((previous?.offset ?? 0) + (previous?.length ?? 0));
    });
  }
});
