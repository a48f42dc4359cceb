import { expect, test } from "vitest";
import * as Y from "yjs";
import { AuthorIndex, lineAuthors, type AuthorRange } from "./authors";

const NOW = 1_000_000;
const ADA = 1;
const CAI = 2;

/** A text in which each client wrote what it says, one after the other; positions count in the text before. */
function written(...edits: { client: number; at: number; insert: string }[]): Y.Text {
  const all = new Y.Doc();
  for (const { client, at, insert } of edits) {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(all));
    doc.clientID = client;
    doc.getText("code").insert(at, insert);
    Y.applyUpdate(all, Y.encodeStateAsUpdate(doc));
  }
  return all.getText("code");
}

function linesOf(text: Y.Text, ranges: AuthorRange[], own = 99): (string | null)[] {
  const index = new AuthorIndex();
  index.add(ranges);
  const me = { client: own, author: { userId: "me", time: NOW } };
  return lineAuthors(text, index, me).map((author) => author && `${author.userId}@${String(author.time)}`);
}

test("a line belongs to who wrote its newest letter", () => {
  const text = written({ client: ADA, at: 0, insert: "one\ntwo\nthree" }, { client: CAI, at: 5, insert: "W" });
  const ranges: AuthorRange[] = [[ADA, 0, "ada", 10], [CAI, 0, "cai", 20]];
  expect(linesOf(text, ranges)).toEqual(["ada@10", "cai@20", "ada@10"]);
});

test("one client's letters may be several people's: the server writes for who edits by JSON", () => {
  const text = written({ client: ADA, at: 0, insert: "one\ntwo" });
  const ranges: AuthorRange[] = [[ADA, 0, "ada", 10], [ADA, 4, "cai", 20]];
  expect(linesOf(text, ranges)).toEqual(["ada@10", "cai@20"]);
});

test("an empty line is whose line break began it, and who breaks a line does not take the letters over", () => {
  const text = written({ client: ADA, at: 0, insert: "a\n\nb" }, { client: CAI, at: 4, insert: "\n" });
  const ranges: AuthorRange[] = [[ADA, 0, "ada", 10], [CAI, 0, "cai", 20]];
  expect(linesOf(text, ranges)).toEqual(["ada@10", "ada@10", "ada@10", "cai@20"]);
  expect(linesOf(written({ client: ADA, at: 0, insert: "\na" }), ranges)).toEqual(["ada@10", "ada@10"]);
});

test("what was taken out counts for nothing", () => {
  const text = written({ client: ADA, at: 0, insert: "one" }, { client: CAI, at: 3, insert: "two" });
  text.delete(3, 3);
  expect(linesOf(text, [[ADA, 0, "ada", 10], [CAI, 0, "cai", 20]])).toEqual(["ada@10"]);
});

test("one's own letters are one's own before the log says so, those of others are open until it does", () => {
  const text = written({ client: ADA, at: 0, insert: "one\n" }, { client: CAI, at: 4, insert: "two" });
  expect(linesOf(text, [], ADA)).toEqual([`me@${String(NOW)}`, null]);
});

test("ranges that come later are added to what is known", () => {
  const text = written({ client: ADA, at: 0, insert: "a\nb\nc" });
  const index = new AuthorIndex();
  index.add([[ADA, 0, "ada", 10]]);
  index.add([[ADA, 4, "ada", 90]]);
  const own = { client: 99, author: { userId: "me", time: NOW } };
  expect(lineAuthors(text, index, own).map((author) => author?.time)).toEqual([10, 10, 90]);
});

test("as many lines as the text has, however it was put together", () => {
  const text = written(
    { client: ADA, at: 0, insert: "one\n😀\n\n" },
    { client: CAI, at: 4, insert: "\n\nx" },
    { client: ADA, at: 0, insert: "\n" },
  );
  expect(linesOf(text, [[ADA, 0, "ada", 1]])).toHaveLength(text.toString().split("\n").length);
});
