/** Keys that work anywhere in the room except where one writes. */
import { toggleCamera, toggleMicrophone, toggleScreen } from "../media/controls-actions";
import { toggleFullScreen } from "../media/controls-more";
import { timerOpen } from "../interview/timer-open";
import { raiseHand } from "../people/actions";
import { openDialog } from "./dialogs";
import { isNarrow } from "../ui/size";
import { togglePanel, toggleWork } from "./layout";
import type { Ability } from "./protocol";
import type { Visit } from "./visit";

export interface Shortcut {
  key: string;
  label: string;
  /** Who lacks it has no such key. */
  needs?: Ability;
  run: (visit: Visit) => void;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { key: "m", label: "Microphone on or off", run: (visit) => void toggleMicrophone(visit) },
  { key: "v", label: "Camera on or off", run: (visit) => void toggleCamera(visit) },
  { key: "s", label: "Share the screen, or stop", run: (visit) => void toggleScreen(visit) },
  { key: "h", label: "Raise or lower your hand", run: toggleHand },
  { key: "e", label: "Code", run: ({ layout }) => toggleWork(layout, "code", isNarrow()) },
  { key: "w", label: "Whiteboard", run: ({ layout }) => toggleWork(layout, "board", isNarrow()) },
  { key: "c", label: "Chat", run: ({ layout }) => togglePanel(layout, "chat") },
  { key: "p", label: "People", run: ({ layout }) => togglePanel(layout, "people") },
  { key: "a", label: "Questions", run: ({ layout }) => togglePanel(layout, "questions") },
  { key: "n", label: "Notes and scorecard", needs: "notes", run: ({ layout }) => togglePanel(layout, "notes") },
  { key: "t", label: "Timer", needs: "manage_permissions", run: () => timerOpen.setState(true, true) },
  { key: "l", label: "Grid or spotlight", run: toggleTiles },
  { key: "i", label: "Invite people", run: () => openDialog({ name: "share" }) },
  { key: "f", label: "Full screen", run: toggleFullScreen },
  { key: ",", label: "Settings", run: () => openDialog({ name: "settings" }) },
  { key: "q", label: "Leave", run: () => openDialog({ name: "leave" }) },
  { key: "?", label: "This list", run: () => openDialog({ name: "shortcuts" }) },
];

function toggleHand(visit: Visit): void {
  const me = visit.stores.session.getState().me?.userId ?? "";
  raiseHand(visit, !(visit.stores.people.getState().here[me]?.hand ?? false));
}

function toggleTiles({ layout }: Visit): void {
  layout.setState(({ tiles }) => ({ tiles: tiles === "grid" ? "spotlight" : "grid", pinned: null }));
}

/** The shortcut that this key press means; null where one writes, in menus and dialogs, and with modifier keys. */
export function shortcutFor(event: KeyboardEvent): Shortcut | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("input, textarea, select, [contenteditable=''], [contenteditable='true'], .monaco-editor, .excalidraw")) return null;
  if (target?.closest("[role='menu'], [role='dialog'], [role='alertdialog'], [role='listbox'], [role='textbox']")) return null;
  return SHORTCUTS.find(({ key }) => key === event.key.toLowerCase()) ?? null;
}

/** Returns the way to stop listening. */
export function listenToKeys(visit: Visit): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (!visit.layout.getState().shortcuts) return;
    const shortcut = shortcutFor(event);
    if (!shortcut || (shortcut.needs && !visit.stores.session.getState().abilities.has(shortcut.needs))) return;
    event.preventDefault();
    shortcut.run(visit);
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}
