import { describe, expect, it } from "vitest";
import { claimColours, initials, PERSON_COLOURS } from "./colour";

describe("a person's colour", () => {
  it("differs from everybody else's as far as the colours go", () => {
    const colours = new Map<string, number>();
    const ids = Array.from({ length: PERSON_COLOURS }, (_, index) => String(index * PERSON_COLOURS));
    claimColours(ids, colours);
    expect(new Set(colours.values()).size).toBe(PERSON_COLOURS);
    claimColours([...ids, "one more"], colours);
    expect(colours.get("one more")).toBeGreaterThan(0);
  });

  it("stays when others come and go", () => {
    const colours = new Map<string, number>();
    claimColours(["1", "2"], colours);
    const before = colours.get("2");
    claimColours(["2", "3", "4"], colours);
    expect(colours.get("2")).toBe(before);
  });
});

describe("initials", () => {
  it("are of the first and the last word, whole letters", () => {
    expect(initials("Ada King Lovelace")).toBe("AL");
    expect(initials("cai")).toBe("C");
    expect(initials("😀 smile")).toBe("😀S");
    expect(initials("  ")).toBe("?");
  });
});
