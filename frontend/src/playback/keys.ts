/** The player's keys: they work anywhere on the page except where one writes or a control has the key itself. */
import type { Show } from "./context";

export interface PlayerKey {
  /** As `KeyboardEvent.key`. */
  key: string;
  /** For people. */
  sign: string;
  label: string;
  run: (show: Show) => void;
}

export const KEYS: readonly PlayerKey[] = [
  { key: " ", sign: "Space", label: "Play or pause", run: ({ player }) => player.toggle() },
  { key: "ArrowLeft", sign: "←", label: "Back 5 seconds (30 with Shift on the time line)", run: ({ player }) => player.move(-5) },
  { key: "ArrowRight", sign: "→", label: "Forward 5 seconds", run: ({ player }) => player.move(5) },
  { key: "Home", sign: "Home", label: "To the beginning", run: ({ player }) => player.seek(0) },
  { key: "End", sign: "End", label: "To the end", run: ({ player }) => player.seek(player.length) },
  { key: ",", sign: ",", label: "One change back", run: ({ player }) => player.toChange(-1) },
  { key: ".", sign: ".", label: "One change forward", run: ({ player }) => player.toChange(1) },
  { key: "[", sign: "[", label: "To the previous mark", run: ({ player }) => player.toMark(-1) },
  { key: "]", sign: "]", label: "To the next mark", run: ({ player }) => player.toMark(1) },
  { key: "-", sign: "−", label: "Slower", run: ({ player }) => player.faster(-1) },
  { key: "+", sign: "+", label: "Faster", run: ({ player }) => player.faster(1) },
  { key: "i", sign: "I", label: "Skip pauses, or not", run: ({ player }) => player.state.setState(({ skipIdle }) => ({ skipIdle: !skipIdle })) },
  { key: "f", sign: "F", label: "Follow the work, or not", run: ({ player }) => player.state.setState(({ follow }) => ({ follow: !follow })) },
  { key: "a", sign: "A", label: "Who wrote what", run: ({ view }) => view.setState(({ authors }) => ({ authors: !authors })) },
  { key: "?", sign: "?", label: "This list", run: ({ view }) => view.setState({ help: true }) },
];

const REPEATED = new Set(["ArrowLeft", "ArrowRight", ",", ".", "[", "]"]);

/** The key that this press means; null where one writes, in menus and dialogs, and with modifier keys. */
export function keyFor(event: KeyboardEvent): PlayerKey | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("input, textarea, select, [contenteditable=''], [contenteditable='true'], .monaco-editor, .excalidraw")) return null;
  if (target?.closest("[role='menu'], [role='dialog'], [role='alertdialog'], [role='listbox'], [role='separator']")) return null;
  // A button is pressed with space, a list is scrolled with the arrows that go up and down alone.
  if (event.key === " " && target?.closest("button, a, [role='tab']")) return null;
  if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && target?.closest("[role='tablist']")) return null;
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const found = KEYS.find(({ key }) => key === pressed || (key === "+" && pressed === "="));
  return found && (!event.repeat || REPEATED.has(found.key)) ? found : null;
}

/** Returns the way to stop listening. */
export function listenToKeys(show: Show): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const found = keyFor(event);
    if (!found) return;
    event.preventDefault();
    found.run(show);
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}
