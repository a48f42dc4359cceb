import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../room/api";
import { KeptDrafts } from "./kept-drafts";
import { NotesBook, type Draft, type Note } from "./notes-book";
import { ScorecardBook, type CardFields, type Scorecards } from "./scorecard-book";

/** A server that keeps notes, and can be away: `lost` answers get lost after the work is done. */
class Server {
  notes: Note[] = [];
  away: "no" | "offline" | "lost" = "no";
  refuse: ApiError | null = null;
  asked = 0;
  private ids = 0;
  private clock = 0;

  list = () => this.answer(() => [...this.notes]);
  add = (text: string) =>
    this.answer(() => {
      const at = `t${String(++this.clock)}`;
      const note = { id: ++this.ids, authorId: "ada", authorName: "Ada", text: text.trim(), mine: true, createdAt: at, updatedAt: at };
      this.notes.push(note);
      return note;
    });
  change = (id: number, text: string, basedOn: string | null) =>
    this.answer(() => {
      const note = this.notes.find((each) => each.id === id);
      if (!note) throw new ApiError(404, "note_not_found", "gone");
      if (basedOn !== null && basedOn !== note.updatedAt) throw new ApiError(409, "note_changed", "changed");
      Object.assign(note, { text: text.trim(), updatedAt: `t${String(++this.clock)}` });
      return { ...note };
    });
  remove = (id: number) => this.answer(() => void (this.notes = this.notes.filter((note) => note.id !== id)));

  async answer<T>(work: () => T): Promise<T> {
    this.asked += 1;
    if (this.refuse) throw this.refuse;
    if (this.away === "offline") throw new ApiError(0, "unreachable", "away");
    const result = work();
    if (this.away === "lost") throw new ApiError(0, "unreachable", "away");
    return Promise.resolve(result);
  }
}

const OWNER = "fusemeet:notes:room:ada";
function bookOn(server: Server): NotesBook {
  return new NotesBook(server, new KeptDrafts<Draft[]>(OWNER));
}
const composer = (book: NotesBook) => book.state.getState().composer;
const status = (book: NotesBook) => book.autosave(composer(book)).state.getState().status;
const texts = (server: Server) => server.notes.map(({ text }) => text);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => vi.useRealTimers());

describe("a note", () => {
  it("saves itself when one stops typing, as one note however long one writes", async () => {
    const server = new Server();
    const book = bookOn(server);
    book.write(composer(book), "quick");
    expect(status(book)).toBe("waiting");
    await pass(1_100);
    expect(status(book)).toBe("saved");
    book.write(composer(book), "quick and right");
    await pass(1_100);
    expect(texts(server)).toEqual(["quick and right"]);
    expect(localStorage).toHaveLength(0);
  });

  it("is saved in between when one never stops", async () => {
    const server = new Server();
    const book = bookOn(server);
    for (let n = 0; n < 20; n += 1) {
      book.write(composer(book), "x".repeat(n + 1));
      await pass(500);
    }
    expect(server.notes[0]?.text.length).toBeGreaterThan(10);
  });

  it("keeps what is typed while it is being saved", async () => {
    const server = new Server();
    const book = bookOn(server);
    book.write(composer(book), "one");
    void book.autosave(composer(book)).flush();
    book.write(composer(book), "one two");
    await pass(2_500);
    expect(texts(server)).toEqual(["one two"]);
    expect(status(book)).toBe("saved");
  });

  it("survives a server that is away, and a tab that is closed meanwhile", async () => {
    const server = new Server();
    server.away = "offline";
    const book = bookOn(server);
    book.write(composer(book), "not lost");
    await pass(1_100);
    expect(status(book)).toBe("retrying");
    expect(book.hasUnsaved()).toBe(true);

    server.away = "no";
    const next = bookOn(server);
    vi.clearAllTimers(); // the old tab is gone
    await next.inherit();
    await pass(1_100);
    expect(texts(server)).toEqual(["not lost"]);
    expect(next.hasUnsaved()).toBe(false);
    expect(localStorage).toHaveLength(0);
  });

  it("is tried again by itself, and at once when the line is back", async () => {
    const server = new Server();
    server.away = "offline";
    const book = bookOn(server);
    book.write(composer(book), "again");
    await pass(1_100);
    server.away = "no";
    window.dispatchEvent(new Event("online"));
    await pass(0);
    expect(texts(server)).toEqual(["again"]);
  });

  it("is there once when only the answer got lost", async () => {
    const server = new Server();
    server.away = "lost";
    const book = bookOn(server);
    book.write(composer(book), "once");
    await pass(1_100);
    expect(texts(server)).toEqual(["once"]);
    book.write(composer(book), "once, and more");
    server.away = "no";
    await pass(3_000);
    expect(texts(server)).toEqual(["once, and more"]);
    server.away = "lost";
    book.write(composer(book), "once, and more again");
    await pass(1_100);
    server.away = "no";
    await pass(10_000);
    expect(texts(server)).toEqual(["once, and more again"]);
    expect(status(book)).toBe("saved");
  });

  it("that is refused stays, with the reason, and is not asked for ever", async () => {
    const server = new Server();
    server.refuse = new ApiError(403, "forbidden", "You may not.");
    const book = bookOn(server);
    book.write(composer(book), "mine");
    await pass(60_000);
    expect(book.autosave(composer(book)).state.getState()).toEqual({ status: "refused", problem: "You may not." });
    expect(server.asked).toBe(1);
    expect(localStorage).toHaveLength(1);
  });

  it("that was changed in another window is kept beside that one", async () => {
    const server = new Server();
    const note = await server.add("first");
    const book = bookOn(server);
    await book.load();
    book.edit({ ...note });
    await server.change(note.id, "elsewhere", null);
    const [, draft] = book.state.getState().drafts;
    book.write(draft?.key ?? "", "here");
    await book.finish(draft?.key ?? "");
    expect(texts(server).sort()).toEqual(["elsewhere", "here"]);
  });

  it("makes room for the next one when it is finished, and an empty one is none", async () => {
    const server = new Server();
    const book = bookOn(server);
    await book.finish(composer(book));
    expect(server.asked).toBe(0);
    const first = composer(book);
    book.write(first, "one");
    await book.finish(first);
    expect(composer(book)).not.toBe(first);
    expect(book.state.getState().drafts).toHaveLength(1);
    expect(book.state.getState().notes?.map(({ text }) => text)).toEqual(["one"]);
  });
});

describe("a scorecard", () => {
  const empty: Scorecards = { criteria: ["Code", "Talk"], mine: null, others: [], othersWaiting: 1 };
  function cardOn(saved: (CardFields & { submit: boolean })[]): ScorecardBook {
    const door = {
      read: () => Promise.resolve(empty),
      save: (card: CardFields & { submit: boolean }) => {
        saved.push(card);
        return Promise.resolve({ ...card, id: 1, authorId: "ada", authorName: "Ada", submittedAt: card.submit ? "now" : null, updatedAt: "" });
      },
    };
    return new ScorecardBook(door, new KeptDrafts<CardFields>("fusemeet:scorecard:room:ada"));
  }

  it("begins with the criteria of the room and saves itself without being handed in", async () => {
    const saved: (CardFields & { submit: boolean })[] = [];
    const book = cardOn(saved);
    await book.load();
    book.score("Code", { score: 4 });
    book.score("Code", { comment: "clear" });
    await pass(1_100);
    expect(saved).toHaveLength(1);
    expect(saved[0]).toMatchObject({ submit: false, scores: [{ criterion: "Code", score: 4, comment: "clear" }, { score: null }] });
  });

  it("keeps what is typed when the server's card comes meanwhile", async () => {
    const book = cardOn([]);
    await book.load();
    book.change({ summary: "typing" });
    await book.load();
    expect(book.state.getState().card?.summary).toBe("typing");
  });

  it("has each criterion once", async () => {
    const book = cardOn([]);
    await book.load();
    expect(book.addCriterion(" code ")).toBe(false);
    expect(book.addCriterion("  ")).toBe(false);
    expect(book.addCriterion("Tests  first")).toBe(true);
    book.removeCriterion("Talk");
    expect(book.state.getState().card?.scores.map(({ criterion }) => criterion)).toEqual(["Code", "Tests first"]);
  });
});
