/** The code of the moment: Monaco read-only, which language, which change of how many, who wrote what. */
import { Fingerprint } from "lucide-react";
import { useEffect, useState } from "react";
import { languageOf } from "../code/languages";
import { personColour } from "../people/colour";
import { Button } from "../ui/button";
import { classes } from "../ui/classes";
import { Tip } from "../ui/tip";
import type { PlaybackEditor, Writer } from "./code-editor";
import { nameIn, usePlayer, useRecording, useShow, useView } from "./context";
import { freshAt } from "./fresh";
import type { Player } from "./player";
import type { Recording } from "./recording";

/** The highlights fade with the time of the recording, in steps of this many ms. */
const FADE_STEP_MS = 250;

export function CodeView() {
  const { player, view } = useShow();
  const recording = useRecording();
  const { place, editor, failed, retry } = useEditor(recording);
  const language = usePlayer(({ time }) => recording.journal.language.at(time));
  const count = usePlayer(({ time }) => recording.code.countAt(time));
  const authors = useView((state) => state.authors);

  useEffect(() => (editor ? follow(editor, player) : undefined), [editor, player]);
  useEffect(() => editor?.setLanguage(language), [editor, language]);
  useEffect(() => {
    if (!editor) return;
    if (!authors) {
      editor.setAuthors(null);
      return;
    }
    // A little later: while it plays fast, not every change is coloured.
    const timer = setTimeout(() => editor.setAuthors(recording.code.runsAt(count)), 60);
    return () => clearTimeout(timer);
  }, [editor, authors, count, recording]);

  return (
    <section
      aria-label="Code"
      data-count={count}
      data-seq={recording.code.rows[count - 1]?.seq ?? 0}
      className="flex size-full min-w-0 flex-col overflow-hidden rounded-card border border-line bg-surface"
    >
      <div className="flex h-11 flex-none items-center gap-3 border-b border-line px-3 pointer-coarse:h-12">
        <span className="truncate text-sm font-medium">{languageOf(language).name}</span>
        <span className="flex-1" />
        <span className="truncate text-xs tabular-nums text-muted">
          Change {count} of {recording.code.rows.length}
        </span>
        <Tip text="Who wrote what" shortcut="A" side="bottom">
          <button
            type="button"
            aria-label="Who wrote what"
            aria-pressed={authors}
            onClick={() => view.setState({ authors: !authors })}
            className={classes(
              "-mr-1.5 grid size-8 flex-none place-items-center rounded-control hover:bg-hover pointer-coarse:size-11",
              authors ? "bg-accent-soft text-accent" : "text-muted",
            )}
          >
            <Fingerprint size={18} aria-hidden />
          </button>
        </Tip>
      </div>
      <div className="relative min-h-0 flex-1">
        <div ref={place} className="absolute inset-0" data-testid="editor" />
        {failed ? <NotLoaded onRetry={retry} /> : !editor && <Waiting />}
      </div>
    </section>
  );
}

/** Keeps the editor at the playhead until the returned function is called: at most once a picture. */
function follow(editor: PlaybackEditor, player: Player): () => void {
  const { code } = player.recording;
  let shown = -1;
  let fading = "";
  let frame = 0;
  const show = (): void => {
    frame = 0;
    const { time, only, follow: follows } = player.state.getState();
    const count = code.countAt(time);
    if (count !== shown) editor.setText(code.textAt(count));
    const now = `${String(count)} ${String(Math.floor(time / FADE_STEP_MS))} ${only ?? ""}`;
    if (now === fading) return;
    const author = only === null ? null : code.authors.indexOf(only);
    editor.setFresh(freshAt(code, count, time, author), follows && count !== shown);
    shown = count;
    fading = now;
  };
  const soon = (): void => {
    frame ||= requestAnimationFrame(show);
  };
  show();
  const stop = player.state.subscribe(soon);
  return () => {
    stop();
    cancelAnimationFrame(frame);
  };
}

function useEditor(recording: Recording) {
  const [element, place] = useState<HTMLElement | null>(null);
  const [editor, setEditor] = useState<PlaybackEditor | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!element) return;
    let made: PlaybackEditor | null = null;
    let gone = false;
    const writerOf = (author: number): Writer => {
      const userId = recording.code.authors[author] ?? "";
      return { name: nameIn(recording, userId), colour: userId === "" ? 0 : personColour(userId) };
    };
    Promise.all([import("../code/monaco"), import("./code-editor")]).then(
      ([{ monaco }, { PlaybackEditor }]) => {
        if (gone) return;
        made = new PlaybackEditor(monaco, element, writerOf);
        setEditor(made);
      },
      (error: unknown) => {
        console.error("The editor could not be loaded", error);
        if (!gone) setFailed(true);
      },
    );
    return () => {
      gone = true;
      made?.dispose();
      setEditor(null);
    };
  }, [element, recording, attempt]);
  const retry = () => {
    setFailed(false);
    setAttempt((count) => count + 1);
  };
  return { place, editor, failed, retry };
}

function Waiting() {
  return (
    <p role="status" className="absolute inset-0 grid place-items-center bg-surface p-6 text-sm text-muted">
      Loading the editor…
    </p>
  );
}

function NotLoaded({ onRetry }: { onRetry: () => void }) {
  return (
    <div role="alert" className="absolute inset-0 flex flex-col items-center justify-center gap-3 bg-surface p-6 text-center text-sm">
      <p>The editor could not be loaded. Check the connection and try again.</p>
      <Button tone="primary" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}
