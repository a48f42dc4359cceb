import { afterEach, describe, expect, it } from "vitest";
import { shortcutFor } from "./shortcuts";

function press(key: string, html = "<main></main>", init: KeyboardEventInit = {}) {
  document.body.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.children);
  let found: ReturnType<typeof shortcutFor> = null;
  const listen = (event: KeyboardEvent) => (found = shortcutFor(event));
  document.addEventListener("keydown", listen);
  document.body.firstElementChild?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...init }));
  document.removeEventListener("keydown", listen);
  return found as ReturnType<typeof shortcutFor>;
}
afterEach(() => document.body.replaceChildren());

describe("a key", () => {
  it("is a shortcut in the room", () => {
    expect(press("m")?.label).toContain("Microphone");
    expect(press("M")?.label).toContain("Microphone");
    expect(press("x")).toBeNull();
  });

  it("is a letter where one writes", () => {
    const places = ["<input>", "<textarea></textarea>", "<select></select>", "<div contenteditable='true'></div>", "<div class='monaco-editor'></div>", "<div class='excalidraw'></div>"];
    for (const place of places) expect(press("m", place)).toBeNull();
  });

  it("belongs to an open menu or dialog first, and to the browser with a modifier", () => {
    expect(press("m", "<div role='menu'></div>")).toBeNull();
    expect(press("m", "<div role='dialog'></div>")).toBeNull();
    expect(press("m", "<main></main>", { ctrlKey: true })).toBeNull();
  });
});
