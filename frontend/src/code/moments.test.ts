import { expect, test } from "vitest";
import { BEGINNING, describeTime, describeWork, loadPast, loadText, type Moment } from "./moments";

const nameOf = (userId: string): string => ({ "1": "Ada", "2": "Cai", "3": "Dee" })[userId] ?? "?";
const moment = (version: number, ...shares: [string, number, number][]): Moment => ({
  version,
  began: 0,
  ended: 1000,
  shares: shares.map(([userId, added, removed]) => ({ userId, added, removed })),
});

test("a moment is told by who worked most and how much", () => {
  expect(describeWork(moment(1, ["1", 340, 0]), nameOf)).toBe("Ada, 340 characters");
  expect(describeWork(moment(1, ["1", 1, 0]), nameOf)).toBe("Ada, 1 character");
  expect(describeWork(moment(1, ["1", 5, 0], ["2", 1200, 30]), nameOf)).toBe("Cai and Ada, 1,205 characters, 30 taken out");
  expect(describeWork(moment(1, ["1", 0, 7]), nameOf)).toBe("Ada, 7 characters taken out");
  expect(describeWork(moment(1, ["1", 3, 0], ["2", 2, 0], ["3", 1, 0]), nameOf)).toBe("Ada, Cai and 1 more, 6 characters");
  expect(describeWork(BEGINNING, nameOf)).toBe("Before anything was written");
  expect(describeTime(BEGINNING, 0)).toBe("");
});

test("pages are put together, and the beginning stands at the end of all", async () => {
  const asked: string[] = [];
  const pages = [
    { next: 7, people: [{ userId: "1", name: "Ada" }], moments: [moment(9, ["1", 1, 0])] },
    { next: null, people: [{ userId: "2", name: "Cai" }], moments: [moment(6, ["2", 1, 0])] },
  ];
  const get = (path: string): Promise<unknown> => {
    asked.push(path);
    return Promise.resolve(pages.shift());
  };
  const first = await loadPast("r", null, get);
  expect(first.moments.map(({ version }) => version)).toEqual([9]);
  const all = await loadPast("r", first, get);
  expect(all.moments.map(({ version }) => version)).toEqual([9, 6, 0]);
  expect([...all.names]).toEqual([["1", "Ada"], ["2", "Cai"]]);
  expect(asked).toEqual(["/api/rooms/r/code/history", "/api/rooms/r/code/history?before=7"]);
});

test("a text that the room began with is the beginning", async () => {
  const get = (): Promise<unknown> => Promise.resolve({ next: null, people: [], moments: [moment(1, ["", 10, 0])] });
  expect((await loadPast("r", null, get)).moments.map(({ version }) => version)).toEqual([1]);
});

test("nothing is asked for the text before the first version", async () => {
  await expect(loadText("r", 0, () => Promise.reject(new Error("asked")))).resolves.toBe("");
  await expect(loadText("r", 4, (path) => Promise.resolve({ content: path }))).resolves.toBe("/api/rooms/r/code?version=4");
});
