// Keys over the drawing: undo is one's own, and what would lead out of the room (files, links, libraries) does nothing.

export interface KeyActions {
  undo: () => void;
  redo: () => void;
}

/** Excalidraw's keys with Ctrl or ⌘ for things that this board has in another way or not at all. */
const BLOCKED_WITH_CTRL = new Set(["k", "s", "o", "f", "/"]);
const BLOCKED_WITH_CTRL_SHIFT = new Set(["e", "p", "s"]);

type Meaning = "undo" | "redo" | "nothing" | null;

/** What this key means here; null: it is the drawing's own. */
export function meaningOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">): Meaning {
  const key = event.key.toLowerCase();
  const ctrl = event.ctrlKey || event.metaKey;
  if (!ctrl) return key === "?" || (event.altKey && (key === "r" || (event.shiftKey && key === "d"))) ? "nothing" : null;
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  if (key === "y") return "redo";
  if (event.shiftKey) return BLOCKED_WITH_CTRL_SHIFT.has(key) ? "nothing" : null;
  return BLOCKED_WITH_CTRL.has(key) || key === "delete" ? "nothing" : null;
}

/** Returns the way to stop. In a text that is being written the keys stay the text's. */
export function listenToKeys(surface: HTMLElement, actions: KeyActions): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const inText = event.target instanceof Element && event.target.closest("input, textarea, [contenteditable='true']");
    const meaning = meaningOf(event);
    if (meaning === null || inText) return;
    event.preventDefault();
    event.stopPropagation();
    if (meaning === "undo") actions.undo();
    if (meaning === "redo") actions.redo();
  };
  surface.addEventListener("keydown", onKeyDown, true);
  return () => surface.removeEventListener("keydown", onKeyDown, true);
}
