import { beforeEach, expect, test } from "vitest";
import { preferences, readPreferences, setPreferences } from "./preferences";

const KEY = "fusemeet:editor";
const standard = readPreferences();

beforeEach(() => {
  localStorage.clear();
  preferences.setState(standard, true);
});

test("what is chosen is there on the next page", () => {
  setPreferences({ theme: "contrast", font: "system", insertSpaces: false, minimap: true });
  expect(readPreferences()).toEqual({ ...standard, theme: "contrast", font: "system", insertSpaces: false, minimap: true });
});

test("what an older page kept is kept on", () => {
  localStorage.setItem(KEY, JSON.stringify({ fontSize: 18, tabSize: 2, wordWrap: false }));
  expect(readPreferences()).toEqual({ ...standard, fontSize: 18, tabSize: 2, wordWrap: false });
});

test("what is not offered becomes the standard", () => {
  localStorage.setItem(KEY, JSON.stringify({ fontSize: 900, theme: "toString", font: 7, minimap: "yes" }));
  expect(readPreferences()).toEqual(standard);
  localStorage.setItem(KEY, "{broken");
  expect(readPreferences()).toEqual(standard);
});
