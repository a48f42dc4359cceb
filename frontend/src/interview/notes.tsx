/** The notes of all interviewers, oldest first, and below them where one writes the next. */
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { useVisit } from "../room/context";
import { Button } from "../ui/button";
import { DraftArea } from "./draft-area";
import { NoteLine } from "./note-line";
import { booksOf } from "./of-visit";

export function Notes() {
  const book = booksOf(useVisit()).notes;
  const { notes, drafts, composer, problem } = useStore(book.state);
  const box = useRef<HTMLDivElement>(null);
  const inDraft = useMemo(() => new Map(drafts.flatMap((draft) => (draft.noteId === null ? [] : [[draft.noteId, draft]]))), [drafts]);
  const shown = (notes ?? []).filter(({ id }) => inDraft.get(id)?.key !== composer);
  // Those that could not be saved yet and have no place in the list.
  const loose = drafts.filter(({ key, noteId }) => key !== composer && (noteId === null || !notes?.some(({ id }) => id === noteId)));
  const written = drafts.find(({ key }) => key === composer);

  const count = shown.length + loose.length;
  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [count]);
  // What is typed last is saved when the panel closes, not a second later.
  useEffect(() => () => void book.autosave(book.state.getState().composer).flush(), [book]);

  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard */}
      <div ref={box} role="region" aria-label="Notes" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pb-2">
        {problem && (
          <p role="alert" className="p-2 text-sm text-danger">
            {problem} <Button className="h-9" onClick={() => void book.load()}>Try again</Button>
          </p>
        )}
        {notes !== null && count === 0 && (
          <p className="px-4 py-8 text-center text-sm text-muted">
            No notes yet. What you write below saves itself; the other interviewers of this room can read it too.
          </p>
        )}
        <ol className="flex flex-col gap-1.5">
          {shown.map((note) => (
            <NoteLine key={note.id} book={book} note={note} draft={inDraft.get(note.id) ?? null} />
          ))}
          {loose.map((draft) => (
            <li key={draft.key}>
              <DraftArea book={book} draft={draft} label="Note that is not saved yet" />
            </li>
          ))}
        </ol>
      </div>
      {written && (
        <div className="flex-none border-t border-line p-3">
          <DraftArea key={written.key} book={book} draft={written} label="New note" composer />
        </div>
      )}
    </>
  );
}
