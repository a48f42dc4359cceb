// The room's languages: more than fifty, each with a grammar that exists, names that the wire takes.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { OWN_GRAMMARS } from "./grammars";
import { LANGUAGES, languageOf, searchLanguages } from "./languages";

const MONACO = "node_modules/monaco-editor/esm/vs/languages";

/** Ids that Monaco's own registrations name. */
function idsInMonaco(): Set<string> {
  const folders = readdirSync(`${MONACO}/definitions`).map((name) => `${MONACO}/definitions/${name}/register.js`);
  const files = [...folders.filter((path) => existsSync(path)), `${MONACO}/features/json/register.js`];
  return new Set(files.flatMap((path) => [...readFileSync(path, "utf8").matchAll(/\bid: "([^"]+)"/g)].map((m) => m[1] ?? "")));
}

describe("the list", () => {
  test("has more than fifty languages, JavaScript and plain text among them", () => {
    expect(LANGUAGES.length).toBeGreaterThan(50);
    expect(languageOf("javascript")).toEqual({ id: "javascript", name: "JavaScript", extension: "js" });
    expect(languageOf("plaintext").extension).toBe("txt");
  });

  test("has ids that the wire takes, each once", () => {
    for (const { id } of LANGUAGES) expect(id).toMatch(/^[a-z0-9+#.-]{1,50}$/);
    expect(new Set(LANGUAGES.map(({ id }) => id)).size).toBe(LANGUAGES.length);
    expect(new Set(LANGUAGES.map(({ name }) => name)).size).toBe(LANGUAGES.length);
  });

  test("names only languages for which there is a grammar", () => {
    const known = new Set([...idsInMonaco(), ...OWN_GRAMMARS, "plaintext"]);
    expect(LANGUAGES.filter(({ id }) => !known.has(id))).toEqual([]);
  });

  test("takes Monaco's grammar where there is one", () => {
    const inMonaco = idsInMonaco();
    expect(OWN_GRAMMARS.filter((id) => inMonaco.has(id))).toEqual([]);
  });
});

describe("a language of another version of the page", () => {
  test("is shown under its id", () => {
    expect(languageOf("brainfold")).toEqual({ id: "plaintext", name: "brainfold", extension: "txt" });
  });
});

describe("searching", () => {
  test("finds by name, id and extension, the nearest first", () => {
    expect(searchLanguages("py")[0]?.name).toBe("Python");
    expect(searchLanguages(".rs")[0]?.name).toBe("Rust");
    expect(searchLanguages("c")[0]?.name).toBe("C");
    expect(searchLanguages("C++")[0]?.name).toBe("C++");
    expect(searchLanguages("script").map(({ name }) => name)).toContain("TypeScript");
  });

  test("gives all for nothing and none for nonsense", () => {
    expect(searchLanguages("  ")).toBe(LANGUAGES);
    expect(searchLanguages("no such language")).toEqual([]);
  });
});
