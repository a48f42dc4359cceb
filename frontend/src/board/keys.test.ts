import { afterEach, describe, expect, it, vi } from "vitest";
import { listenToKeys, meaningOf } from "./keys";

const press = (key: string, init: KeyboardEventInit = {}) => meaningOf(new KeyboardEvent("keydown", { key, ...init }));

describe("a key over the drawing", () => {
  it("undoes and redoes one's own steps", () => {
    expect(press("z", { ctrlKey: true })).toBe("undo");
    expect(press("z", { metaKey: true })).toBe("undo");
    expect(press("Z", { ctrlKey: true, shiftKey: true })).toBe("redo");
    expect(press("y", { ctrlKey: true })).toBe("redo");
  });

  it("opens no file, no link, no help and no search", () => {
    for (const key of ["k", "s", "o", "f"]) expect(press(key, { ctrlKey: true })).toBe("nothing");
    for (const key of ["e", "p"]) expect(press(key, { ctrlKey: true, shiftKey: true })).toBe("nothing");
    expect(press("?")).toBe("nothing");
  });

  it("is otherwise the drawing's own", () => {
    expect(press("r")).toBeNull();
    expect(press("c", { ctrlKey: true })).toBeNull();
    expect(press("Delete")).toBeNull();
  });
});

describe("a text that is being written", () => {
  afterEach(() => document.body.replaceChildren());

  it("keeps its own undo", () => {
    const surface = document.createElement("div");
    const text = document.createElement("textarea");
    surface.append(text);
    document.body.append(surface);
    const undo = vi.fn();
    const stop = listenToKeys(surface, { undo, redo: vi.fn() });
    text.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true }));
    expect(undo).not.toHaveBeenCalled();
    surface.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true }));
    expect(undo).toHaveBeenCalledOnce();
    stop();
  });
});
