import { expect, test } from "vitest";
import { advance, idleParts, joinParts, partAt } from "./idle";
import { retreat } from "./player";
import { makeScale } from "./scale";

test("a pause over five seconds is idle but for a moment at both ends; a shorter one is played", () => {
  expect(idleParts([0, 1_000, 6_000, 20_000], 21_000)).toEqual([{ from: 7_300, to: 19_300 }]);
  expect(idleParts([0, 5_000, 10_000], 10_000)).toEqual([]);
});

test("a silent end and a silent beginning are idle too", () => {
  expect(idleParts([30_000], 60_000)).toEqual([
    { from: 0, to: 29_300 },
    { from: 31_300, to: 60_000 },
  ]);
  expect(idleParts([], 9_000)).toEqual([{ from: 0, to: 9_000 }]);
});

test("playing jumps over what is skipped and takes no time for it", () => {
  const parts = [
    { from: 1_000, to: 9_000 },
    { from: 9_500, to: 20_000 },
  ];
  expect(advance(0, 900, parts, 30_000)).toBe(900);
  expect(advance(500, 700, parts, 30_000)).toBe(9_200);
  expect(advance(500, 1_100, parts, 30_000)).toBe(20_100);
  expect(advance(4_000, 100, parts, 30_000)).toBe(9_100);
  expect(advance(500, 700, [], 30_000)).toBe(1_200);
  expect(advance(29_900, 700, parts, 30_000)).toBe(30_000);
});

test("a step back goes over what is skipped as well, and never before the beginning", () => {
  const parts = [{ from: 1_000, to: 9_000 }];
  expect(retreat(9_300, 200, parts)).toBe(9_100);
  expect(retreat(9_300, 800, parts)).toBe(500);
  expect(retreat(5_000, 400, parts)).toBe(600);
  expect(retreat(300, 5_000, parts)).toBe(0);
  expect(retreat(9_300, 800, [])).toBe(8_500);
});

test("parts that overlap are one, and the part of a moment is found", () => {
  const parts = joinParts([{ from: 5, to: 9 }], [{ from: 1, to: 3 }, { from: 8, to: 12 }]);
  expect(parts).toEqual([{ from: 1, to: 3 }, { from: 5, to: 12 }]);
  expect([0, 1, 2.9, 3, 5, 11, 12].map((time) => partAt(parts, time)?.from)).toEqual([undefined, 1, 1, undefined, 5, 5, undefined]);
});

test("the scale gives skipped parts little room, and leads from place to time and back", () => {
  const scale = makeScale(100_000, [{ from: 10_000, to: 90_000 }]);
  expect(scale.placeOf(0)).toBe(0);
  expect(scale.placeOf(100_000)).toBe(1);
  expect(scale.placeOf(90_000) - scale.placeOf(10_000)).toBeLessThan(0.02);
  for (const time of [0, 4_000, 10_000, 50_000, 90_000, 97_000, 100_000]) {
    expect(scale.timeAt(scale.placeOf(time))).toBeCloseTo(time, 3);
  }
  const even = makeScale(100_000, []);
  expect([0, 25_000, 100_000].map(even.placeOf)).toEqual([0, 0.25, 1]);
  expect(makeScale(0, []).placeOf(0)).toBe(0);
});
