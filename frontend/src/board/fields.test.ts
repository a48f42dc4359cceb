import { describe, expect, it } from "vitest";
import source from "../../../signaling/documents/board_fields.py?raw";
import limits from "../../../signaling/documents/board_bounds.py?raw";
import { BOUNDS, bounded, ELEMENT_TYPES, FIELDS, keyOf, readKey } from "./fields";

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

describe("the bounds of what is drawn", () => {
  it("are the server's", () => {
    const lines = /^BOUNDS[^{]*\{(.*?)^\}/ms.exec(limits)?.[1] ?? "";
    const found = [...lines.matchAll(/"(\w+)": \(([^,]+), ([^)]+)\)/g)].map((match) => [match[1], [Number(match[2]), Number(match[3])]]);
    expect(Object.fromEntries(found)).toEqual(BOUNDS);
  });

  it("leave what is within them, and bring in what is beyond", () => {
    expect(bounded("width", -99_999)).toBe(-99_999);
    expect(bounded("width", -1e7)).toBe(-1e5);
    expect(bounded("strokeWidth", 0)).toBe(0.5);
    expect(bounded("points", [[0, 1], [2e5, -2e5]])).toEqual([[0, 1], [1e5, -1e5]]);
    expect(bounded("x", 1e7)).toBe(1e7);
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
