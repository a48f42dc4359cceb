/** A note that is saved: who wrote it, when, and for its author the way to change or delete it. */
import { Pencil, Trash2 } from "lucide-react";
import { MessageText } from "../chat/message-text";
import { describeProblem } from "../room/api";
import { IconButton } from "../ui/button";
import { toast, toastError } from "../ui/toasts";
import { DraftArea } from "./draft-area";
import type { Draft, Note, NotesBook } from "./notes-book";

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

interface NoteLineProps {
  book: NotesBook;
  note: Note;
  /** While it is being changed. */
  draft: Draft | null;
}

export function NoteLine({ book, note, draft }: NoteLineProps) {
  if (draft) {
    return (
      <li>
        <DraftArea book={book} draft={draft} label="Change the note" />
      </li>
    );
  }
  return (
    <li className="group rounded-control border border-line bg-ground px-3 py-1.5">
      <div className="flex min-h-9 items-center gap-2 text-xs text-muted">
        <span className="min-w-0 truncate font-medium text-text">{note.mine ? "You" : note.authorName}</span>
        <time dateTime={note.createdAt}>{TIME.format(new Date(note.createdAt))}</time>
        <span className="flex-1" />
        {note.mine && (
          <>
            <IconButton label="Change the note" side="left" onClick={() => book.edit(note)}>
              <Pencil size={16} aria-hidden />
            </IconButton>
            <IconButton label="Delete the note" side="left" onClick={() => void remove(book, note)}>
              <Trash2 size={16} aria-hidden />
            </IconButton>
          </>
        )}
      </div>
      <div className="pb-1">
        <MessageText message={note.text} />
      </div>
    </li>
  );
}

async function remove(book: NotesBook, { id, text }: Note): Promise<void> {
  try {
    await book.remove(id);
    toast("The note is deleted.", {
      topic: "note-deleted",
      action: { label: "Undo", run: () => void book.restore(text).catch(tell) },
    });
  } catch (error) {
    tell(error);
  }
}

function tell(error: unknown): void {
  toastError(describeProblem(error));
}
