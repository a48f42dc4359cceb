import { describe, expect, it } from "vitest";
import { elementOf, groupsOf, inOrder } from "./elements";

describe("an element", () => {
  it("is the same after a way through its groups", () => {
    const arrow = elementOf("a", {
      base: { type: "arrow", seed: 5 },
      place: { x: 1.5, y: 2, width: 10, height: 4, points: [[0, 0], [10, 4]] },
      style: { strokeColor: "#1971c2", endArrowhead: "arrow" },
      bind: { startBinding: { elementId: "b", focus: 0.1, gap: 3 }, groupIds: ["g"] },
      index: { index: "a1" },
    });
    if (!arrow) throw new Error("not read");
    const groups = groupsOf(arrow);
    expect(groups.bind).toEqual({ startBinding: { elementId: "b", focus: 0.1, gap: 3 }, groupIds: ["g"] });
    expect(groups.gone).toEqual({});
    expect(elementOf("a", groups)).toEqual(arrow);
  });

  it("has no fields that its type has not, and no way out of the room", () => {
    const made = elementOf("a", { base: { type: "rectangle", link: "https://example.org" }, text: { text: "no" } });
    expect(made).toMatchObject({ type: "rectangle", link: null });
    expect(made).not.toHaveProperty("text");
    expect(elementOf("a", { base: { type: "embeddable" } })).toBeNull();
    expect(elementOf("a", { place: { x: 1 } })).toBeNull();
  });

  it("is within the bounds, whether it comes from the document or goes there", () => {
    const place = { x: 9e6, width: 1e7, points: [[0, 0], [1e7, -1e7]] };
    const made = elementOf("a", { base: { type: "line" }, place, style: { strokeWidth: 1e-6, opacity: 1e6 } });
    const bounds = { width: 1e5, points: [[0, 0], [1e5, -1e5]], strokeWidth: 0.5, opacity: 100 };
    expect(made).toMatchObject({ x: 9e6, ...bounds });
    const { place: kept, style } = groupsOf({ ...made, ...place, strokeWidth: 1e-6, opacity: 1e6 } as never);
    expect({ ...kept, ...style }).toMatchObject(bounds);
  });

  it("is rounded so little that nobody sees it", () => {
    const made = elementOf("a", { base: { type: "freedraw" }, place: { points: [[0, 0], [1 / 3, 2 / 3]] } });
    if (!made) throw new Error("not read");
    const points = groupsOf(made).place.points as number[][];
    expect(Math.abs((points[1]?.[0] ?? 0) - 1 / 3)).toBeLessThan(0.01);
    expect(Math.fround(points[1]?.[0] ?? 0)).toBe(points[1]?.[0]);
  });
});

describe("the order", () => {
  it("is by index, and by id where two have the same", () => {
    const element = (id: string, index: string) => ({ id, index }) as never as Parameters<typeof inOrder>[0][number];
    expect(inOrder([element("b", "a1"), element("c", "a0"), element("a", "a1")]).map(({ id }) => id)).toEqual(["c", "a", "b"]);
  });
});
