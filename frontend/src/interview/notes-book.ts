/** The notes of a room as one interviewer has them: everybody's, and one's own drafts that save themselves. */
import { createStore } from "zustand/vanilla";
import { ApiError, describeProblem } from "../room/api";
import { newId } from "../room/ids";
import { Autosave } from "./autosave";
import type { KeptDrafts } from "./kept-drafts";

export interface Note {
  id: number;
  authorId: string | null;
  authorName: string;
  text: string;
  mine: boolean;
  createdAt: string;
  updatedAt: string;
}

/** A note that is being written; `noteId` once the server has it, `basedOn` as it was then. */
export interface Draft {
  key: string;
  noteId: number | null;
  basedOn: string | null;
  text: string;
}

export interface NotesState {
  /** Oldest first; null: not here yet. */
  notes: readonly Note[] | null;
  drafts: readonly Draft[];
  /** Which draft is the one below the list. */
  composer: string;
  problem: string | null;
}

/** The doors of the server. */
export interface NotesDoor {
  list(): Promise<Note[]>;
  add(text: string): Promise<Note>;
  change(id: number, text: string, basedOn: string | null): Promise<Note>;
  remove(id: number): Promise<void>;
}

export class NotesBook {
  readonly state = createStore<NotesState>(() => {
    const composer = blank();
    return { notes: null, drafts: [composer], composer: composer.key, problem: null };
  });
  private readonly saves = new Map<string, Autosave>();
  /** Drafts whose first saving was never answered: the server may have them. */
  private readonly unanswered = new Map<string, string>();

  constructor(
    private readonly door: NotesDoor,
    private readonly kept: KeptDrafts<Draft[]>,
  ) {}

  async load(): Promise<void> {
    try {
      const notes = await this.door.list();
      this.state.setState({ notes, problem: null });
    } catch (error) {
      this.state.setState({ problem: describeProblem(error) });
    }
  }

  /** What an earlier tab could not save any more. */
  async inherit(): Promise<void> {
    await this.kept.inherit((lists) => {
      const drafts = lists.flat().filter(({ text }) => text.trim() !== "");
      for (const draft of drafts) {
        // Perhaps it arrived, and only the answer did not.
        if (draft.noteId === null) this.unanswered.set(draft.key, draft.text.trim());
      }
      this.state.setState((state) => ({ drafts: [...drafts, ...state.drafts] }));
      this.keep();
      for (const { key } of drafts) {
        this.autosave(key).touch();
        void this.finish(key);
      }
    });
  }

  autosave(key: string): Autosave {
    const known = this.saves.get(key);
    if (known) return known;
    const made = new Autosave(() => this.save(key));
    this.saves.set(key, made);
    made.state.subscribe(() => this.keep());
    return made;
  }

  write(key: string, text: string): void {
    this.update(key, { text });
    this.autosave(key).touch();
    this.keep();
  }

  /** A note of mine, to be changed where it stands. */
  edit(note: Note): void {
    if (this.state.getState().drafts.some(({ noteId }) => noteId === note.id)) return;
    const draft = { key: newId(), noteId: note.id, basedOn: note.updatedAt, text: note.text };
    this.state.setState((state) => ({ drafts: [...state.drafts, draft] }));
  }

  /** Saves it and takes it off the table; one that cannot be saved stays. A new composer comes for the old one. */
  async finish(key: string): Promise<void> {
    const draft = this.draft(key);
    if (!draft) return;
    if (key === this.state.getState().composer) {
      if (draft.text.trim() === "" && draft.noteId === null) return;
      const composer = blank();
      this.state.setState((state) => ({ drafts: [...state.drafts, composer], composer: composer.key }));
    }
    await this.autosave(key).flush();
    if (this.autosave(key).isSaved()) this.drop(key);
  }

  /** Throws away what is typed: the note, if there is one, is as it was saved last. */
  discard(key: string): void {
    this.autosave(key).settle();
    this.drop(key);
  }

  /** Throws ApiError. */
  async remove(id: number): Promise<void> {
    await this.door.remove(id);
    this.state.setState(({ notes }) => ({ notes: notes?.filter((note) => note.id !== id) ?? null }));
  }

  /** Throws ApiError. */
  async restore(text: string): Promise<void> {
    this.heard(await this.door.add(text));
  }

  hasUnsaved(): boolean {
    return this.state.getState().drafts.some(({ key, text }) => text.trim() !== "" && !this.autosave(key).isSaved());
  }

  /** I am no interviewer here any more. */
  forget(): void {
    this.state.setState({ notes: null });
  }

  private async save(key: string): Promise<void> {
    const draft = this.draft(key);
    // An empty note is not stored; what was there stays until it is deleted.
    if (!draft || draft.text.trim() === "") return;
    const note = draft.noteId === null ? await this.add(draft) : await this.change(draft, draft.noteId);
    this.update(key, { noteId: note.id, basedOn: note.updatedAt });
    this.heard(note);
    this.keep();
  }

  private async add(draft: Draft): Promise<Note> {
    const before = this.unanswered.get(draft.key);
    if (before !== undefined) {
      const arrived = (await this.door.list()).find((note) => note.mine && note.text === before && !this.isDrafted(note.id));
      this.unanswered.delete(draft.key);
      if (arrived) return before === draft.text.trim() ? arrived : this.door.change(arrived.id, draft.text, null);
    }
    try {
      return await this.door.add(draft.text);
    } catch (error) {
      if (isUnanswered(error)) this.unanswered.set(draft.key, draft.text.trim());
      throw error;
    }
  }

  private async change(draft: Draft, id: number): Promise<Note> {
    try {
      const note = await this.door.change(id, draft.text, draft.basedOn);
      this.unanswered.delete(draft.key);
      return note;
    } catch (error) {
      if (isUnanswered(error)) this.unanswered.set(draft.key, draft.text.trim());
      if (!(error instanceof ApiError) || (error.status !== 404 && error.code !== "note_changed")) throw error;
      return this.settleConflict(draft, id);
    }
  }

  /** Changed or deleted in another window, unless it was my own change whose answer got lost: both are kept. */
  private async settleConflict(draft: Draft, id: number): Promise<Note> {
    const there = (await this.door.list()).find((note) => note.id === id);
    if (there && there.text === this.unanswered.get(draft.key)) {
      this.unanswered.delete(draft.key);
      return this.door.change(id, draft.text, there.updatedAt);
    }
    return this.door.add(draft.text);
  }

  private isDrafted(id: number): boolean {
    return this.state.getState().drafts.some(({ noteId }) => noteId === id);
  }

  private heard(note: Note): void {
    this.state.setState(({ notes }) => ({
      notes: [...(notes ?? []).filter(({ id }) => id !== note.id), note].sort((a, b) => a.id - b.id),
    }));
  }

  private drop(key: string): void {
    this.saves.get(key)?.close();
    this.saves.delete(key);
    this.unanswered.delete(key);
    this.state.setState((state) => {
      const drafts = state.drafts.filter((draft) => draft.key !== key);
      if (key !== state.composer) return { drafts };
      const composer = blank();
      return { drafts: [...drafts, composer], composer: composer.key };
    });
    this.keep();
  }

  private draft(key: string): Draft | undefined {
    return this.state.getState().drafts.find((draft) => draft.key === key);
  }

  private update(key: string, part: Partial<Draft>): void {
    this.state.setState((state) => ({
      drafts: state.drafts.map((draft) => (draft.key === key ? { ...draft, ...part } : draft)),
    }));
  }

  private keep(): void {
    const { drafts } = this.state.getState();
    const unsaved = drafts.filter(({ key, text }) => text.trim() !== "" && this.saves.get(key)?.isSaved() === false);
    this.kept.keep(unsaved.length > 0 ? unsaved : null);
  }
}

function blank(): Draft {
  return { key: newId(), noteId: null, basedOn: null, text: "" };
}

function isUnanswered(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}
