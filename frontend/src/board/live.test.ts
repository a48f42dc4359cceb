import { describe, expect, it } from "vitest";
import { packLive, readLive, thin } from "./live";

const bytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

describe("a stroke in progress", () => {
  it("of any length fits, with its first and its last point", () => {
    const points = Array.from({ length: 3000 }, (_, at) => [at * 1.23456, Math.sin(at) * 100]);
    const pressures = points.map(() => 0.123456);
    const live = packLive([
      { id: "a", group: "base", value: { type: "freedraw", seed: 1 } },
      { id: "a", group: "place", value: { x: 1, y: 2, points, pressures, simulatePressure: false } },
    ]);
    expect(bytes(live)).toBeLessThan(3100);
    const place = readLive(live).get("a")?.place as { points: number[][]; pressures: number[] };
    expect(place.points.length).toBeGreaterThan(50);
    expect(place.points[0]).toEqual([0, 0]);
    expect(place.points.at(-1)?.[0]).toBeCloseTo(2999 * 1.23456, 0);
    expect(place.pressures).toHaveLength(place.points.length);
  });

  it("is whole while it is short", () => {
    const points = Array.from({ length: 40 }, (_, at) => [at, at]);
    const live = packLive([{ id: "a", group: "place", value: { points } }]);
    expect(readLive(live).get("a")?.place?.points).toEqual(points);
  });
});

describe("many shapes moved at once", () => {
  it("go as far as there is room", () => {
    const changes = Array.from({ length: 500 }, (_, at) => ({ id: `e${String(at)}`, group: "place" as const, value: { x: at, y: at } }));
    const live = packLive(changes);
    expect(bytes(live)).toBeLessThan(3100);
    expect(live.length).toBeGreaterThan(20);
  });
});

describe("what comes from another page", () => {
  it("is taken as far as it has the right shape", () => {
    const said = [["a", { place: { x: 1, onclick: "no" }, sql: {} }], ["b c", {}], "no", [1, {}], ["d", null]];
    expect([...readLive(said)]).toEqual([["a", { place: { x: 1 } }]]);
    expect(readLive("nothing").size).toBe(0);
  });
});

describe("thinning", () => {
  it("keeps both ends", () => {
    expect(thin([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5]);
    expect(thin([1, 2], 3)).toEqual([1, 2]);
  });
});
