import { expect, test } from "vitest";
import type { CursorOut } from "../room/protocol";
import { faded, FAINT_MS, GONE_MS, left, moved, type JsonCursors } from "./json-cursors";

const event = (userId: string, line: number): CursorOut => ({ type: "cursor", timestamp: 0, userId, line, column: 1 });
const none: JsonCursors = {};

test("a cursor is where its person was last", () => {
  const state = moved(moved(none, event("1", 3), 0), event("1", 7), 10);
  expect(state["1"]).toMatchObject({ line: 7, column: 1, selection: null, faint: false });
});

test("after a silence it is faint, a word brings it back, a longer silence ends it", () => {
  const state = moved(none, event("1", 3), 0);
  expect(faded(state, FAINT_MS - 1)).toBe(state);
  const faint = faded(state, FAINT_MS);
  expect(faint["1"]?.faint).toBe(true);
  expect(faded(faint, FAINT_MS + 1)).toBe(faint);
  expect(moved(faint, event("1", 3), FAINT_MS + 1)["1"]?.faint).toBe(false);
  expect(faded(faint, GONE_MS)).toEqual({});
});

test("it goes with its person, and nobody else's does", () => {
  const state = moved(moved(none, event("1", 3), 0), event("2", 4), 0);
  expect(Object.keys(left(state, "1"))).toEqual(["2"]);
  expect(left(state, "9")).toBe(state);
});
