import { expect, test } from "vitest";
import * as Y from "yjs";
import { BoardTrack } from "./board-track";
import { dice } from "./log.testing";
import type { LogRow } from "./log";
import { PageElements } from "./page-elements";

/** A board on which two people draw; each step is a row. */
class Drawing {
  readonly rows: LogRow[] = [];
  readonly doc = new Y.Doc();
  private userId = "";

  constructor() {
    this.doc.on("update", (update: Uint8Array) => {
      const seq = this.rows.length + 1;
      this.rows.push({ seq, time: seq * 100, userId: this.userId, kind: "yjs", update });
    });
  }

  put(userId: string, page: string, entries: Record<string, unknown>): void {
    this.userId = userId;
    this.doc.transact(() => {
      const map = this.doc.getMap(`page:${page}`);
      for (const [key, value] of Object.entries(entries)) {
        if (value === undefined) map.delete(key);
        else map.set(key, value);
      }
    });
  }

  state(): Record<string, unknown> {
    return Object.fromEntries([...this.doc.share.keys()].map((name) => [name.slice(5), this.doc.getMap(name).toJSON()]));
  }
}

function asObject(track: BoardTrack, count: number): Record<string, unknown> {
  const pages = [...track.stateAt(count)].filter(([, map]) => map.size > 0);
  return Object.fromEntries(pages.map(([page, map]) => [page, Object.fromEntries(map)]));
}

function trackOf(rows: readonly LogRow[]): BoardTrack {
  const track = new BoardTrack();
  for (const row of rows) track.add(row);
  track.check();
  return track;
}

test("every page at every row is what the document held then, forwards and at random", { timeout: 60_000 }, () => {
  const roll = dice(5);
  const drawing = new Drawing();
  const states: string[] = [];
  const sorted = (state: Record<string, unknown>): string =>
    JSON.stringify(
      Object.entries(state)
        .filter(([, map]) => Object.keys(map as object).length > 0)
        .map(([page, map]) => [page, Object.entries(map as object).sort()])
        .sort(),
    );
  for (let i = 0; i < 700; i += 1) {
    const page = roll() < 0.7 ? "first" : "second";
    const element = `e${String(Math.floor(roll() * 40))}`;
    drawing.put(i % 2 ? "1" : "2", page, {
      [`${element}/base`]: { type: "rectangle", seed: i },
      [`${element}/place`]: { x: i, y: 0 },
    });
    if (roll() < 0.05) drawing.put("1", page, { [`${element}/place`]: undefined });
    while (states.length < drawing.rows.length) states.push(sorted(drawing.state()));
  }
  const track = trackOf(drawing.rows);
  const same = (count: number): void => expect(sorted(asObject(track, count))).toBe(states[count - 1]);
  for (let count = 1; count <= states.length; count += 1) if (drawing.rows[count]?.seq !== undefined) track.stateAt(count);
  same(states.length);
  for (let i = 0; i < 120; i += 1) {
    const count = 1 + Math.floor(roll() * states.length);
    // Two rows of one step were noted together: only the second of them was looked at.
    if (states[count - 1] !== states[count]) same(count);
  }
  expect(asObject(track, 0)).toEqual({});
});

test("elements come of their groups in order, without the erased, and unchanged ones stay the same object", () => {
  const drawing = new Drawing();
  drawing.put("1", "first", { "a/base": { type: "rectangle", seed: 1 }, "a/place": { x: 1 }, "a/index": { index: "a1" } });
  drawing.put("2", "first", { "b/base": { type: "ellipse", seed: 2 }, "b/index": { index: "a0" } });
  drawing.put("2", "first", { "b/place": { x: 50 } });
  drawing.put("1", "first", { "a/gone": { isDeleted: true } });
  const track = trackOf(drawing.rows);
  const elements = new PageElements();
  const at = (count: number) => elements.of(track.stateAt(count).get("first"));
  const second = at(2);
  expect(second.map(({ id, type }) => [id, type])).toEqual([["b", "ellipse"], ["a", "rectangle"]]);
  const third = at(3);
  expect(third[0]?.x).toBe(50);
  expect(third[1]).toBe(second[1]);
  expect(at(4).map(({ id }) => id)).toEqual(["b"]);
  expect([...track.everOn("first").keys()].some((key) => key.startsWith("a/"))).toBe(true);
});
