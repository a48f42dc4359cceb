import { describe, expect, it } from "vitest";
import { describeTyping, faded, stopped, typed } from "./typing";

describe("who is typing", () => {
  it("is shown until they stop, or five seconds pass without a sign", () => {
    const state = typed({}, { userId: "cai", isTyping: true }, 0);
    expect(Object.keys(faded(state, 4_000))).toEqual(["cai"]);
    expect(Object.keys(faded(state, 5_000))).toEqual([]);
    expect(typed(state, { userId: "cai", isTyping: false }, 1)).toEqual({});
    expect(stopped(state, "cai")).toEqual({});
  });

  it("is said in words", () => {
    expect(describeTyping([])).toBe("");
    expect(describeTyping(["Cai"])).toBe("Cai is typing…");
    expect(describeTyping(["Cai", "Sam"])).toBe("Cai and Sam are typing…");
    expect(describeTyping(["a", "b", "c"])).toBe("Several people are typing…");
  });
});
