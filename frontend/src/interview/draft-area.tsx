/** A note that is being written: it saves itself; Control+Enter finishes it. */
import type { KeyboardEvent } from "react";
import { Button } from "../ui/button";
import type { Draft, NotesBook } from "./notes-book";
import { SavedLine } from "./saved-line";

interface DraftAreaProps {
  book: NotesBook;
  draft: Draft;
  label: string;
  /** The one below the list, ready for the next note. */
  composer?: boolean;
}

const MOST_CHARACTERS = 20_000;

export function DraftArea({ book, draft, label, composer = false }: DraftAreaProps) {
  const { key, text } = draft;
  const autosave = book.autosave(key);
  const empty = text.trim() === "";
  const finish = () => void book.finish(key);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      finish();
    }
  };
  return (
    <div className="rounded-control border border-line-strong bg-ground p-1 focus-within:border-accent">
      <textarea
        aria-label={label}
        rows={composer ? 2 : 3}
        value={text}
        maxLength={MOST_CHARACTERS}
        placeholder={composer ? "Write a note" : undefined}
        className="field-sizing-content max-h-48 min-h-14 w-full resize-none bg-transparent px-2 py-1.5 text-base placeholder:text-muted focus:outline-none"
        onChange={(event) => book.write(key, event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => void autosave.flush()}
      />
      <div className="flex items-center gap-1 pl-2">
        <SavedLine autosave={autosave} untouched={empty || (!composer && draft.noteId !== null)} before={composer ? "Saves itself" : ""} />
        {!composer && (
          <Button tone="quiet" className="h-8! px-2! pointer-coarse:h-11!" onClick={() => book.discard(key)}>
            {draft.noteId === null ? "Throw away" : "Cancel"}
          </Button>
        )}
        <Button tone="outline" className="h-8! px-3! pointer-coarse:h-11!" disabled={composer && empty} onClick={finish}>
          {composer ? "New note" : "Done"}
        </Button>
      </div>
    </div>
  );
}
