import { describe, expect, it } from "vitest";
import { cut, safeHref } from "./markup";

describe("a message", () => {
  it("is text, whatever it looks like", () => {
    const text = "<img src=x onerror=alert(1)> [a](javascript:alert(1))";
    expect(cut(text)).toEqual([{ kind: "text", text }]);
  });

  it("has links to http and https only", () => {
    expect(cut("see https://example.com/a now")).toEqual([
      { kind: "text", text: "see " },
      { kind: "link", text: "https://example.com/a", href: "https://example.com/a" },
      { kind: "text", text: " now" },
    ]);
    for (const address of ["javascript:alert(1)", "data:text/html,x", "ftp://example.com", "//example.com"]) {
      expect(cut(address)).toEqual([{ kind: "text", text: address }]);
      expect(safeHref(address)).toBeNull();
    }
  });

  it("leaves the full stop and the bracket of the sentence out of a link, and keeps the address's own", () => {
    const links = (text: string) => cut(text).flatMap((piece) => (piece.kind === "link" ? [piece.text] : []));
    expect(links("(https://example.com/a).")).toEqual(["https://example.com/a"]);
    expect(links("https://example.com/a_(b), https://example.com/?q=1!")).toEqual([
      "https://example.com/a_(b)",
      "https://example.com/?q=1",
    ]);
  });

  it("has code blocks with a language and code in the line, in which nothing is a link", () => {
    expect(cut("a\n```python\nprint('https://x.y')\n```\nb")).toEqual([
      { kind: "text", text: "a\n" },
      { kind: "block", language: "python", text: "print('https://x.y')" },
      { kind: "text", text: "b" },
    ]);
    expect(cut("```x = 1```")).toEqual([{ kind: "block", language: "", text: "x = 1" }]);
    expect(cut("use `a < b` here")[1]).toEqual({ kind: "code", text: "a < b" });
  });

  it("loses no character that is not markup", () => {
    expect(cut("``` open\n` one").map(({ text }) => text).join("")).toBe("``` open\n` one");
  });

  it("is cut in no time even when it is made to be slow", () => {
    const start = performance.now();
    cut("`".repeat(10_000));
    cut("```".repeat(3_000));
    cut(`https://${"(".repeat(4_000)}${")".repeat(4_000)}`);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
