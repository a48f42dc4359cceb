import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../code/languages";
import { asComment } from "./comment";

describe("a question in the code", () => {
  it("is a comment in the language of the room", () => {
    expect(asComment("Sort it.\n\nIn place.", "python")).toBe("# Sort it.\n#\n# In place.");
    expect(asComment("Sort it.", "typescript")).toBe("// Sort it.");
    expect(asComment("Sort it.", "html")).toBe("<!-- Sort it. -->");
    expect(asComment("Sort it.\nFast.", "css")).toBe("/*\nSort it.\nFast.\n*/");
  });

  it("does not end its own comment", () => {
    expect(asComment("What does */ mean?", "css")).toBe("/* What does * / mean? */");
  });

  it("is text where the language has no comments", () => {
    expect(asComment(" Sort it. ", "plaintext")).toBe("Sort it.");
    expect(asComment("Sort it.", "a language of tomorrow")).toBe("Sort it.");
  });

  it("has no line that is much longer than the others, except in code", () => {
    const long = "word ".repeat(60).trim();
    const lines = asComment(long, "go").split("\n");
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.every((line) => line.startsWith("// ") && line.length <= 92)).toBe(true);
    expect(asComment(`\`\`\`\n${long}\n\`\`\``, "go").split("\n")).toHaveLength(3);
  });

  it("is a comment in nearly every language of the editor", () => {
    const without = LANGUAGES.filter(({ id }) => asComment("Why?", id) === "Why?").map(({ id }) => id);
    expect(without).toEqual(["lexon", "plaintext", "redis"]);
  });
});
