import { expect, test } from "vitest";
import { ago, agoInShort } from "./when";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const MINUTE = 60_000;

test("near times are told by how long ago, far ones by the day", () => {
  expect(ago(NOW - 10_000, NOW)).toBe("just now");
  expect(ago(NOW - 5 * MINUTE, NOW)).toBe("5 minutes ago");
  expect(ago(NOW - 150 * MINUTE, NOW)).toBe("2 hours ago");
  expect(ago(NOW - 3 * 24 * 60 * MINUTE, NOW)).toMatch(/^Wed,? 18 Nov/);
});

test("a clock that is a little ahead makes nothing come from the future", () => {
  expect(ago(NOW + 2_000, NOW)).toBe("just now");
  expect(agoInShort(NOW + 2_000, NOW)).toBe("now");
});

test("in short they fit a narrow column", () => {
  for (const past of [0, 59 * MINUTE, 23 * 60 * MINUTE, 400 * 24 * 60 * MINUTE]) {
    expect(agoInShort(NOW - past, NOW).length).toBeLessThanOrEqual(6);
  }
});
