import { expect, test } from "vitest";
import { CodeTrack } from "./code-track";
import { Journal } from "./journal";
import { manifestWith, Scribe, STARTED } from "./log.testing";
import { describeMark } from "./marks";
import { Player } from "./player";
import { assemble } from "./recording";
import { BoardTrack } from "./board-track";

const EVENTS = [
  { seq: 1, time: STARTED, type: "join", userId: "1", username: "ada", fullName: "Ada", role: "OWNER" },
  { seq: 2, time: STARTED + 1_000, type: "join", userId: "2", username: "cai", fullName: "Cai", role: "CANDIDATE" },
  { seq: 3, time: STARTED + 2_000, type: "chat", userId: "2", username: "cai", message: "hello" },
  { seq: 4, time: STARTED + 3_000, type: "question", action: "CREATE", question: { id: 7, question: "Why?" } },
  { seq: 5, time: STARTED + 4_000, type: "language", userId: "1", language: "python" },
  {
    seq: 6,
    time: STARTED + 5_000,
    type: "whiteboard-pages",
    userId: "1",
    pages: [{ id: "b", title: "Two", order: 1 }, { id: "first", title: "One", order: 0 }],
    activePageId: "first",
  },
  { seq: 7, time: STARTED + 6_000, type: "whiteboard-page", userId: "1", pageId: "b" },
  { seq: 8, time: STARTED + 7_000, type: "whiteboard-visibility", userId: "1", visible: false },
  { seq: 9, time: STARTED + 7_500, type: "timer", seconds: 3 },
  { seq: 10, time: STARTED + 8_000, type: "question", action: "DELETE", question: { id: 7 } },
  { seq: 11, time: STARTED + 9_000, type: "leave", userId: "2", username: "cai" },
];
const manifest = manifestWith({
  events: EVENTS,
  people: [
    { userId: "1", username: "ada", fullName: "Ada", role: "OWNER" },
    { userId: "2", username: "cai", fullName: "Cai", role: "CANDIDATE" },
  ],
});

function codeOf(scribe: Scribe): CodeTrack {
  const track = new CodeTrack();
  for (const row of scribe.rows) track.add(row);
  return track;
}

test("much text at once is marked with its size, typing and the first text of the room are not", () => {
  const scribe = new Scribe();
  scribe.write("", (text) => text.insert(0, "x".repeat(100)));
  scribe.write("1", (text) => text.insert(0, "y".repeat(39)));
  scribe.write("1", (text) => text.insert(0, "\n    "));
  scribe.write("2", (text) => text.insert(0, "z".repeat(40)));
  scribe.write("2", (text) => text.insert(0, "a\nb\nc"));
  scribe.write("1", (text) => (text.delete(0, 60), text.insert(0, "w".repeat(50))), "content");
  const { marks } = assemble(manifestWith({}), codeOf(scribe), new BoardTrack());
  expect(marks.map(({ kind, userId, size, removed }) => [kind, userId, size?.units, size?.lines, removed])).toEqual([
    ["paste", "2", 40, 0, undefined],
    ["paste", "2", 5, 2, undefined],
    ["content", "1", 50, 0, 60],
  ]);
  const nameOf = (): string => "Cai";
  expect(marks.map((mark) => describeMark(mark, nameOf))).toEqual([
    "40 characters by Cai came in at once: pasted, or typed without a connection",
    "5 characters over 3 lines by Cai came in at once: pasted, or typed without a connection",
    "Cai replaced the text: 50 characters in, 60 characters out",
  ]);
});

test("what happened in the room is marked in words, in order, and what nobody knows is passed over", () => {
  const { marks } = assemble(manifest, new CodeTrack(), new BoardTrack());
  const nameOf = (userId: string): string => (userId === "1" ? "Ada" : "Cai");
  expect(marks.map((mark) => describeMark(mark, nameOf))).toEqual([
    "Ada came in",
    "Cai came in",
    "Cai: hello",
    "Question shown: Why?",
    "Ada chose Python",
    "Ada turned the board to “Two”",
    "Ada hid the board",
    "A question was hidden",
    "Cai left",
  ]);
});

test("the room is at every moment what it was then", () => {
  const journal = new Journal(manifest);
  const at = (time: number) => ({
    people: journal.people.at(time).map(({ userId }) => userId).join(),
    said: journal.saidUpTo(time).length,
    questions: journal.questions.at(time).length,
    language: journal.language.at(time),
    pages: journal.pages.at(time).map(({ title }) => title).join(),
    page: journal.activePage.at(time),
    visible: journal.boardVisible.at(time),
  });
  const start = { people: "1", said: 0, questions: 0, language: "javascript", pages: "Page 1", page: "first", visible: true };
  expect(at(0)).toEqual(start);
  expect(at(4_500)).toEqual({ ...start, people: "1,2", said: 1, questions: 1, language: "python" });
  expect(at(60_000)).toEqual({
    people: "1", said: 1, questions: 0, language: "python", pages: "One,Two", page: "b", visible: false,
  });
  expect(at(0), "back again").toEqual(start);
});

test("of one person alone only their marks are shown and jumped to; the text stays whole", () => {
  const scribe = new Scribe();
  scribe.write("1", (text) => text.insert(0, "one"));
  scribe.write("2", (text) => text.insert(3, " two"));
  const player = new Player(assemble(manifest, codeOf(scribe), new BoardTrack()));
  player.state.setState({ only: "2" });
  expect(player.marks().map(({ kind }) => kind)).toEqual(["join", "chat", "leave"]);
  const stops: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    player.toMark(1);
    stops.push(player.state.getState().time);
  }
  expect(stops).toEqual([1_000, 2_000, 9_000]);
  player.toMark(-1);
  expect(player.state.getState().time).toBe(2_000);
  expect(player.recording.code.textAt(2)).toBe("one two");
});

test("one change at a time goes to every row, those of one moment too", () => {
  const scribe = new Scribe();
  for (const letter of "abcd") scribe.write("1", (text) => text.insert(text.length, letter), "yjs", letter === "c" ? 0 : 50);
  const rows = scribe.rows.map((row, index) => ({ ...row, time: row.time + index * 0.001 }));
  const track = new CodeTrack();
  for (const row of rows) track.add(row);
  const player = new Player(assemble(manifestWith({}), track, new BoardTrack()));
  const shown = (): string => track.textAt(track.countAt(player.state.getState().time));
  const seen: string[] = [];
  for (let i = 0; i < 4; i += 1) {
    player.toChange(1);
    seen.push(shown());
  }
  for (let i = 0; i < 4; i += 1) {
    player.toChange(-1);
    seen.push(shown());
  }
  expect(seen).toEqual(["a", "ab", "abc", "abcd", "abc", "ab", "a", ""]);
});

test("what was just written is shown where it stands now, and fades", async () => {
  const { freshAt } = await import("./fresh");
  const scribe = new Scribe();
  scribe.write("1", (text) => text.insert(0, "hello"));
  scribe.write("2", (text) => text.insert(0, ">> "));
  const track = codeOf(scribe);
  expect(freshAt(track, 2, 200, null)).toEqual({
    parts: [{ from: 0, to: 3, author: 1 }, { from: 3, to: 8, author: 0 }],
    carets: [{ author: 0, at: 8, active: true }, { author: 1, at: 3, active: true }],
  });
  expect(freshAt(track, 2, 200, 0).parts).toEqual([{ from: 3, to: 8, author: 0 }]);
  expect(freshAt(track, 2, 4_000, null).parts).toEqual([]);
  expect(freshAt(track, 2, 4_000, null).carets.map(({ active }) => active)).toEqual([false, false]);
});

test("a question is marked when it is shown and when it is hidden, and its list has the hosts' order", () => {
  const told = (seq: number, action: string, question: object) => ({
    seq, time: STARTED + seq * 1_000, type: "question", action, question,
  });
  const events = [
    told(1, "CREATE", { id: 1, question: "One?", isVisible: false, displayOrder: 10 }),
    told(2, "CREATE", { id: 2, question: "Two?", isVisible: false, displayOrder: 20 }),
    told(3, "UPDATE", { id: 1, question: "One?", isVisible: true, displayOrder: 10 }),
    told(4, "UPDATE", { id: 1, question: "One!", isVisible: true, displayOrder: 30 }),
    told(5, "DELETE", { id: 2 }),
    told(6, "UPDATE", { id: 1, question: "One!", isVisible: false, displayOrder: 30 }),
  ];
  const hosts = manifestWith({ events });
  const { marks } = assemble(hosts, new CodeTrack(), new BoardTrack());
  expect(marks.map((mark) => describeMark(mark, String))).toEqual(["Question shown: One?", "A question was hidden"]);
  const order = (time: number) => new Journal(hosts).questions.at(time).map(({ id }) => id).join();
  expect([order(2_000), order(4_000), order(5_000)]).toEqual(["1,2", "2,1", "1"]);
});
