import { expect, it } from "vitest";
import { after } from "./list";

it("a question that is dropped on another takes its place, whichever way it came", () => {
  const ids = [1, 2, 3, 4];
  expect(after(ids, 1, 3), "down: behind it").toBe(3);
  expect(after(ids, 4, 2), "up: behind the one before it").toBe(1);
  expect(after(ids, 4, 1), "to the top").toBeNull();
});
