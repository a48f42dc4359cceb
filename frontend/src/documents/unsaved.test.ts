// What must hold of unsaved edits in the browser's database: they outlive the page, once, and for their owner alone.
import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { sendWhatWasLeft } from "./of-room";
import { documentOf } from "./provider";
import { TestLane, TestServer } from "./server.testing";
import { UnsavedEdits } from "./unsaved";
import { addEdit, deleteEdits, editsOf, LAST_WORDS } from "./unsaved-database";

const OWNER = "7:abc-defg-hij:code";
const pages: UnsavedEdits[] = [];
let held: Set<string>;

function page(owner = OWNER): UnsavedEdits {
  const made = new UnsavedEdits(owner);
  pages.push(made);
  return made;
}

function edit(text: string): { epoch: number; update: Uint8Array } {
  const doc = new Y.Doc();
  doc.getText("code").insert(0, text);
  return { epoch: 1, update: Y.encodeStateAsUpdate(doc) };
}

function textOf(edits: { update: Uint8Array }[]): string {
  const doc = new Y.Doc();
  for (const { update } of edits) Y.applyUpdate(doc, update);
  return doc.getText("code").toString();
}

const rows = (owner = OWNER) => editsOf(owner);

beforeEach(() => {
  held = new Set();
  const locks = {
    request: async (name: string, until: () => Promise<unknown>) => {
      held.add(name);
      await until();
      held.delete(name);
    },
    query: () => Promise.resolve({ held: [...held].map((name) => ({ name })) }),
  };
  vi.stubGlobal("navigator", { locks });
  localStorage.clear();
});

afterEach(async () => {
  for (const made of pages.splice(0)) {
    made.forget();
    made.close();
  }
  await deleteEdits((await rows()).map(({ key }) => key));
  vi.unstubAllGlobals();
});

test("an edit that is saved at once is never written", async () => {
  const ada = page();
  ada.add(edit("quick"));
  ada.forget();
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(await rows()).toHaveLength(0);
});

test("an edit that stays unsaved is written, and deleted when it is saved", async () => {
  const ada = page();
  ada.add(edit("slow"));
  await vi.waitFor(async () => expect(await rows()).toHaveLength(1));
  ada.forget();
  await vi.waitFor(async () => expect(await rows()).toHaveLength(0));
});

test("what is saved while it is being written does not stay behind", async () => {
  const ada = page();
  ada.add(edit("racing"));
  ada.flush();
  ada.forget();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await rows()).toHaveLength(0);
  expect(localStorage).toHaveLength(0);
});

test("the next page takes up what a gone one left, and leaves it until it is saved", async () => {
  const ada = page();
  ada.add(edit("left behind"));
  ada.close();
  await vi.waitFor(async () => expect(await rows()).toHaveLength(1));
  const again = page();
  expect(textOf((await again.takeUp()).edits)).toBe("left behind");
  expect(await rows()).toHaveLength(1);
  again.forget();
  await vi.waitFor(async () => expect(await rows()).toHaveLength(0));
  expect(localStorage).toHaveLength(0);
});

test("a page that lives keeps its own", async () => {
  const ada = page();
  ada.add(edit("mine"));
  await vi.waitFor(async () => expect(await rows()).toHaveLength(1));
  const second = page();
  expect((await second.takeUp()).edits).toHaveLength(0);
  second.forget();
  expect(await rows()).toHaveLength(1);
});

test("the last words of a page that had no time are in the local storage, for its owner alone", async () => {
  const ada = page();
  ada.add(edit("last words"));
  ada.close();
  expect(Object.keys(localStorage)).toEqual([expect.stringContaining(`${LAST_WORDS}${OWNER}:`)]);
  expect((await page("8:abc-defg-hij:code").takeUp()).edits).toHaveLength(0);
  expect(textOf((await page().takeUp()).edits)).toBe("last words");
});

test("text set aside is offered until it is dismissed", async () => {
  page().setAside({ code: "read_only", text: "refused" });
  await vi.waitFor(async () => expect((await page().takeUp()).aside).toEqual({ code: "read_only", text: "refused" }));
  page().setAside(null);
  await vi.waitFor(async () => expect((await page().takeUp()).aside).toBeNull());
});

test("a browser without a database keeps the page going, and its last words", async () => {
  vi.stubGlobal("indexedDB", undefined);
  vi.spyOn(console, "warn").mockReturnValue();
  const ada = page("9:other:code");
  ada.add(edit("words"));
  ada.close();
  expect((await ada.takeUp()).aside).toBeNull();
});

test("what nobody came back for in a month is dropped, and nothing younger", async () => {
  const month = 30 * 24 * 3600 * 1000;
  const now = Date.now();
  for (const [tab, at] of [["old", now - month - 1000], ["young", now - month + 60_000]] as const) {
    await addEdit({ owner: OWNER, tab, at, ...edit(tab) });
    localStorage.setItem(`${LAST_WORDS}1:${tab}:code:x`, JSON.stringify({ at, epoch: 1, update: "" }));
  }
  await sendWhatWasLeft(new TestLane(new TestServer()), "8", "abc-defg-hij");
  expect((await rows()).map(({ tab }) => tab)).toEqual(["young"]);
  expect(Object.keys(localStorage)).toEqual([`${LAST_WORDS}1:young:code:x`]);
});

test("what was left is sent when its owner comes in again, without a panel opened, and by nobody else", async () => {
  const server = new TestServer();
  const gone = page();
  gone.add(edit("typed offline"));
  gone.close();
  await vi.waitFor(async () => expect(await rows()).toHaveLength(1));
  const stranger = new TestLane(server);
  await sendWhatWasLeft(stranger, "8", "abc-defg-hij");
  expect(server.text()).toBe("");
  const lane = new TestLane(server);
  await sendWhatWasLeft(lane, "7", "abc-defg-hij");
  await vi.waitFor(() => expect(server.text()).toBe("typed offline"));
  await vi.waitFor(async () => expect(await rows()).toHaveLength(0));
  documentOf(lane, "code").destroy();
});
