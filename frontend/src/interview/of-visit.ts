/** The notes and the scorecard of one visit: made when first asked for, alive when their panel is closed. */
import { api } from "../room/api";
import type { Visit } from "../room/visit";
import { KeptDrafts } from "./kept-drafts";
import { NotesBook, type Draft, type Note } from "./notes-book";
import { ScorecardBook, type CardFields, type Scorecard, type Scorecards } from "./scorecard-book";

interface Books {
  notes: NotesBook;
  scorecard: ScorecardBook;
}

const books = new WeakMap<Visit, Books>();

export function booksOf(visit: Visit): Books {
  const known = books.get(visit);
  if (known) return known;
  const made = makeBooks(visit);
  books.set(visit, made);
  return made;
}

function makeBooks(visit: Visit): Books {
  const { page, socket, stores } = visit;
  const room = `/api/rooms/${encodeURIComponent(page.roomId)}`;
  const owner = `${page.roomId}:${stores.session.getState().me?.userId ?? ""}`;
  const notes = new NotesBook(
    {
      list: async () => (await api.get(`${room}/notes`)) as Note[],
      add: async (text) => (await api.post(`${room}/notes`, { text })) as Note,
      change: async (id, text, updatedAt) =>
        (await api.put(`${room}/notes/${String(id)}`, { text, ...(updatedAt === null ? {} : { updatedAt }) })) as Note,
      remove: async (id) => void (await api.delete(`${room}/notes/${String(id)}`)),
    },
    new KeptDrafts<Draft[]>(`fusemeet:notes:${owner}`),
  );
  const scorecard = new ScorecardBook(
    {
      read: async () => (await api.get(`${room}/scorecards`)) as Scorecards,
      save: async (card) => (await api.put(`${room}/scorecards/mine`, card)) as Scorecard,
    },
    new KeptDrafts<CardFields>(`fusemeet:scorecard:${owner}`),
  );
  socket.on("notes-changed", () => void notes.load());
  socket.on("scorecards-changed", () => void scorecard.load());
  socket.on("welcome", () => {
    void notes.load();
    void scorecard.load();
  });
  stores.session.subscribe(({ abilities }) => {
    if (abilities.has("notes")) return;
    notes.forget();
    scorecard.forget();
  });
  window.addEventListener("beforeunload", (event) => {
    if (notes.hasUnsaved() || scorecard.hasUnsaved()) event.preventDefault();
  });
  void notes.load();
  void notes.inherit();
  void scorecard.inherit().then(() => scorecard.load());
  return { notes, scorecard };
}
