import { expect, test } from "vitest";
import { CodeTrack } from "./code-track";
import { dice, Scribe } from "./log.testing";

/** The server refuses what would cut an emoji in two. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code < 0xe000 ? at - 1 : at;
}

/** People who type, paste, delete and replace at random, each with the text that was there after every row. */
function randomSession(seed: number, steps: number): { scribe: Scribe; texts: string[] } {
  const roll = dice(seed);
  const scribe = new Scribe();
  const texts: string[] = [];
  const words = ["a", "b", "\n", "let x = 1;\n", "漢字", "😀", "    ", "}"];
  for (let i = 0; i < steps; i += 1) {
    const userId = ["1", "2", "g3"][Math.floor(roll() * 3)] ?? "1";
    const before = scribe.text(userId);
    const { length } = before;
    const dices = roll();
    const at = whole(before, Math.floor(roll() * (length + 1)));
    scribe.write(userId, (text) => {
      if (dices < 0.2 && at < length) {
        const to = whole(before, Math.min(length, at + 2 + Math.floor(roll() * 3)));
        text.delete(at, Math.max(to, at + String.fromCodePoint(before.codePointAt(at) ?? 0).length) - at);
      } else if (dices < 0.25 && length > 9) {
        text.delete(at, length - at);
        text.insert(at, "two places");
        text.insert(0, "at once");
      } else if (dices < 0.28 && length > 0) {
        text.delete(0, length);
        text.insert(0, "all anew\n".repeat(3));
      } else text.insert(at, words[Math.floor(roll() * words.length)] ?? "z");
    });
    texts.push(scribe.text(userId));
  }
  return { scribe, texts };
}

test("the text at every row is what the writers had then, forwards, backwards and at random", { timeout: 60_000 }, () => {
  for (const seed of [1, 2, 3]) {
    const { scribe, texts } = randomSession(seed, 400);
    const track = new CodeTrack();
    for (const row of scribe.rows) track.add(row);
    track.check();
    for (let count = 1; count <= texts.length; count += 1) expect(track.textAt(count)).toBe(texts[count - 1]);
    for (let count = texts.length; count >= 1; count -= 7) expect(track.textAt(count)).toBe(texts[count - 1]);
    const roll = dice(seed + 100);
    for (let i = 0; i < 100; i += 1) {
      const count = 1 + Math.floor(roll() * texts.length);
      expect(track.textAt(count)).toBe(texts[count - 1]);
    }
    expect(track.textAt(0)).toBe("");
  }
});

test("every letter is said to be of the one who typed it", () => {
  const scribe = new Scribe();
  scribe.write("ada", (text) => text.insert(0, "hello world"));
  scribe.write("cai", (text) => text.insert(5, ", dear"));
  scribe.write("ada", (text) => text.delete(0, 1));
  scribe.write("ada", (text) => text.insert(0, "H"));
  const track = new CodeTrack();
  for (const row of scribe.rows) track.add(row);
  const said = track.runsAt(4).map(({ from, to, author }) => [track.sliceAt(4, from, to), track.authors[author]]);
  expect(said).toEqual([
    ["Hello", "ada"],
    [", dear", "cai"],
    [" world", "ada"],
  ]);
});

test("a row that waits for one that never came is told, not shown as if all were there", () => {
  const scribe = new Scribe();
  for (const word of ["one", "two", "three"]) scribe.write("ada", (text) => text.insert(0, word));
  const track = new CodeTrack();
  for (const row of scribe.rows) if (row.seq !== 2) track.add(row);
  expect(() => track.check()).toThrow("gap");
});

test("a moment has the rows up to it, and rows of one millisecond can be told apart", () => {
  const scribe = new Scribe();
  for (const word of ["a", "b", "c"]) scribe.write("ada", (text) => text.insert(0, word), "yjs", 10);
  const track = new CodeTrack();
  for (const row of scribe.rows) track.add(row);
  expect([0, 9, 10, 19, 25, 30, 99].map((time) => track.countAt(time))).toEqual([0, 0, 1, 1, 2, 3, 3]);
});

test("an insertion far from the last one is placed right, whatever was remembered before", { timeout: 60_000 }, () => {
  const scribe = new Scribe();
  const roll = dice(9);
  const texts: string[] = [];
  for (let i = 0; i < 800; i += 1) {
    const userId = i % 2 ? "1" : "2";
    const length = scribe.text(userId).length;
    scribe.write(userId, (text) => {
      if (roll() < 0.35 && length > 3) text.delete(Math.floor(roll() * (length - 2)), 2);
      else text.insert(Math.floor(roll() * (length + 1)), "xyz");
    });
    texts.push(scribe.text(userId));
  }
  const track = new CodeTrack();
  for (const row of scribe.rows) track.add(row);
  track.check();
  for (let count = 1; count <= texts.length; count += 13) expect(track.textAt(count)).toBe(texts[count - 1]);
});
