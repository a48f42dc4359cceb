import { describe, expect, it } from "vitest";

import { ago } from "./times";

const NOW = Date.UTC(2026, 10, 24, 14, 0);
const before = (minutes: number): string => ago(NOW - minutes * 60_000, NOW);

describe("how long ago something was", () => {
  it("is said in the largest unit that fits", () => {
    expect(before(0)).toBe("just now");
    expect(before(3)).toBe("3 minutes ago");
    expect(before(120)).toBe("2 hours ago");
    expect(before(60 * 24 * 3)).toBe("3 days ago");
  });

  it("calls the day before yesterday", () => {
    expect(before(60 * 24)).toBe("yesterday");
  });
});
