import { expect, test } from "vitest";
import { LANGUAGES } from "./languages";
import { languageOfFile, MAX_FILE_BYTES, readUpload } from "./upload";

const file = (name: string, ...parts: BlobPart[]): File => new File(parts, name);

test("a file's text comes as it is, with the document's line ends and without the mark of its encoding", async () => {
  expect(await readUpload(file("a.py", "print('😀')\r\nprint(2)\r"))).toEqual({ text: "print('😀')\nprint(2)\n" });
  expect(await readUpload(file("bom.txt", new Uint8Array([0xef, 0xbb, 0xbf, 0x61])))).toEqual({ text: "a" });
  expect(await readUpload(file("wide.txt", new Uint8Array([0xff, 0xfe, 0x61, 0x00, 0x22, 0x6f])))).toEqual({ text: "a漢" });
  expect(await readUpload(file("empty.txt"))).toEqual({ text: "" });
});

test("what is no text, in another encoding or too large is refused in words", async () => {
  const refused = async (given: File): Promise<string> => {
    const result = await readUpload(given);
    return "problem" in result ? result.problem : "taken";
  };
  expect(await refused(file("picture.png", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d])))).toContain("not text in UTF-8");
  expect(await refused(file("old.txt", new Uint8Array([0x66, 0xfc, 0x72])))).toContain("Save it as UTF-8");
  expect(await refused(file("program.bin", "MZ\0\0"))).toContain("not a text file");
  expect(await refused(file("big.txt", "x".repeat(MAX_FILE_BYTES + 1)))).toContain("larger than 1 MB");
  expect(await refused(file("fits.txt", "x".repeat(MAX_FILE_BYTES)))).toBe("taken");
});

test("the language is told by the name's end", () => {
  expect(languageOfFile("queue.PY")).toBe("python");
  expect(languageOfFile("app.test.tsx")).toBe("typescript");
  expect(languageOfFile("Dockerfile")).toBe("dockerfile");
  expect(languageOfFile("notes")).toBeNull();
  expect(languageOfFile("archive.xyz")).toBeNull();
});

test("every name leads to a language that there is", () => {
  const ids = new Set(LANGUAGES.map(({ id }) => id));
  for (const name of ["a.bash", "a.cc", "a.cjs", "a.h", "a.htm", "a.js", "a.jsx", "a.yml", "a.sh", "a.sql", "a.ts", "a.txt"]) {
    expect(ids.has(languageOfFile(name) ?? "")).toBe(true);
  }
});
