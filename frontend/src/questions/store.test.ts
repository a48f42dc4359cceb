import { describe, expect, it } from "vitest";
import type { Question } from "./question";
import { changed, listed, moved, noQuestions, onlyShown, reading } from "./store";

function question(id: number, part: Partial<Question> = {}): Question {
  return {
    id,
    roomId: "abc-defg-hij",
    question: `Question ${String(id)}`,
    difficulty: "EASY",
    category: "GENERAL",
    isVisible: true,
    displayOrder: id * 1024,
    createdAt: "",
    updatedAt: "",
    ...part,
  };
}
const ids = (state: typeof noQuestions) => state.list.map(({ id }) => id);
const three = listed(noQuestions, [question(3), question(1), question(2)], true);

describe("the questions of the room", () => {
  it("stand in their order, the older first where it is the same", () => {
    expect(ids(three)).toEqual([1, 2, 3]);
    expect(ids(listed(noQuestions, [question(9, { displayOrder: 5 }), question(8, { displayOrder: 5 })], true))).toEqual([8, 9]);
  });

  it("come, change and go one by one", () => {
    const more = changed(three, { action: "CREATE", question: question(4, { displayOrder: 1500 }) }, true);
    expect(ids(more)).toEqual([1, 4, 2, 3]);
    const other = changed(more, { action: "UPDATE", question: { id: 4, question: "Another", displayOrder: 0 } }, true);
    expect(other.list[0]).toMatchObject({ id: 4, question: "Another", category: "GENERAL" });
    expect(ids(changed(other, { action: "DELETE", question: { id: 4 } }, true))).toEqual([1, 2, 3]);
  });

  it("are where I dropped them at once, and where the server says in the end", () => {
    expect(ids(moved(three, 1, 3))).toEqual([2, 3, 1]);
    expect(ids(moved(three, 3, null))).toEqual([3, 1, 2]);
    expect(ids(moved(three, 3, 1))).toEqual([1, 3, 2]);
    const told = changed(moved(three, 3, null), { action: "UPDATE", question: question(3, { displayOrder: 1100 }) }, true);
    expect(ids(told)).toEqual([1, 3, 2]);
  });

  it("move between neighbours that have the same number too", () => {
    const equal = listed(noQuestions, [1, 2, 3].map((id) => question(id, { displayOrder: 7 })), true);
    expect(ids(moved(equal, 1, 2))).toEqual([2, 1, 3]);
  });

  it("do not move after one that is gone", () => {
    expect(moved(three, 1, 99)).toBe(three);
  });
});

describe("a question that is shown to me", () => {
  it("is news when it comes after I did and I look elsewhere, and nothing else is", () => {
    const before = listed(noQuestions, [question(1)], false);
    expect(before.unread.size).toBe(0);
    const after = changed(before, { action: "CREATE", question: question(2) }, false);
    expect([...after.unread]).toEqual([2]);
    expect(changed(after, { action: "UPDATE", question: question(1) }, false).unread.size).toBe(1);
    expect(reading(after, true).unread.size).toBe(0);
    expect(changed(reading(before, true), { action: "CREATE", question: question(2) }, false).unread.size).toBe(0);
    expect(changed(before, { action: "CREATE", question: question(2) }, true).unread.size).toBe(0);
  });

  it("is news when a reconnect brings it, and is forgotten when it is hidden again", () => {
    const before = listed(noQuestions, [question(1)], false);
    const after = listed(before, [question(1), question(2)], false);
    expect([...after.unread]).toEqual([2]);
    expect(changed(after, { action: "DELETE", question: { id: 2 } }, false).unread.size).toBe(0);
    expect(listed(after, [question(1)], false).unread.size).toBe(0);
  });
});

it("who may no longer see hidden questions has none left", () => {
  const mixed = listed(noQuestions, [question(1), question(2, { isVisible: false })], true);
  expect(ids(onlyShown(mixed))).toEqual([1]);
});
