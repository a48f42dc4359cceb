import { describe, expect, it } from "vitest";
import source from "../../../signaling/documents/board_fields.py?raw";
import { ELEMENT_TYPES, FIELDS, keyOf, readKey } from "./fields";

/** The strings of a Python literal, in their order. */
function strings(text: string): string[] {
  return [...text.matchAll(/"(\w+)"/g)].map((match) => match[1] ?? "");
}

describe("the list of groups and fields", () => {
  it("is the server's", () => {
    const groups = /^GROUPS[^{]*\{(.*?)^\}/ms.exec(source)?.[1] ?? "";
    const found = Object.fromEntries(
      [...groups.matchAll(/"(\w+)": \((.*?)\)/gs)].map((match) => [match[1], strings(match[2] ?? "")]),
    );
    expect(found).toEqual(FIELDS);
    expect(Object.keys(found)).toEqual(Object.keys(FIELDS));
  });

  it("has the server's types of elements", () => {
    expect(strings(/^ELEMENT_TYPES = \((.*?)^\)/ms.exec(source)?.[1] ?? "")).toEqual(ELEMENT_TYPES);
  });
});

describe("a key", () => {
  it("names an element and a group, and nothing else is read", () => {
    expect(readKey(keyOf("a-B_1", "place"))).toEqual({ id: "a-B_1", group: "place" });
    for (const key of ["a", "/place", "a/colour", "a/b/place", "a b/place", `${"x".repeat(41)}/place`]) {
      expect(readKey(key)).toBeNull();
    }
  });
});
