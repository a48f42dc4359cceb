import { describe, expect, it } from "vitest";
import { arrange, MOST_TILES } from "./tiles-order";

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ userId: index === 0 ? "me" : `p${String(index)}`, joinNumber: index }));

describe("the tiles", () => {
  it("are my own when I am alone, even hidden", () => {
    expect(arrange(people(1), "me", true).tiles).toEqual(["me"]);
  });

  it("show the other person big and me small above", () => {
    expect(arrange(people(2), "me", false)).toEqual({ tiles: ["p1"], floating: "me", more: 0 });
  });

  it("show everybody by who came first, me last", () => {
    expect(arrange(people(4).reverse(), "me", false).tiles).toEqual(["p1", "p2", "p3", "me"]);
    expect(arrange(people(4), "me", true).tiles).toEqual(["p1", "p2", "p3"]);
  });

  it("are twelve at most, and say how many there are beside", () => {
    expect(arrange(people(12), "me", false)).toMatchObject({ more: 0 });
    const { tiles, more } = arrange(people(20), "me", false);
    expect(tiles.length + 1).toBe(MOST_TILES);
    expect(tiles).toContain("me");
    expect(tiles.length + more).toBe(20);
  });
});
