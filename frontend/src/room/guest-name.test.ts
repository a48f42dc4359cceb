import { describe, expect, it } from "vitest";
import { keepName, nameProblem, readName, tidyName } from "./guest-name";

describe("a guest's name", () => {
  it("is sent without blanks around it and with one way of writing each character", () => {
    expect(tidyName("  Zoe\u0308 ")).toBe("Zo\u00eb");
  });

  it("has 1 to 64 characters, an emoji being one", () => {
    expect(nameProblem("   ")).toContain("Enter the name");
    expect(nameProblem("Kim")).toBeNull();
    expect(nameProblem("\u{1F600}".repeat(64))).toBeNull();
    expect(nameProblem("k".repeat(65))).toContain("64");
  });

  it("is remembered, and what is in the storage and no name is not offered", () => {
    localStorage.clear();
    expect(readName()).toBe("");
    keepName("Kim");
    expect(readName()).toBe("Kim");
    keepName("k".repeat(65));
    expect(readName()).toBe("");
  });

  it("is typed again where the browser keeps nothing", () => {
    const closed = {
      getItem: (): string => {
        throw new Error("closed");
      },
      setItem: (): void => {
        throw new Error("closed");
      },
    };
    expect(readName(closed)).toBe("");
    expect(() => keepName("Kim", closed)).not.toThrow();
  });
});
