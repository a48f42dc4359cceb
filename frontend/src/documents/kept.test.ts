// What a page that goes must leave to the next one: unsaved edits and refused text, once, and to their owner alone.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Keeper, Kept, KeptAside } from "./kept";
import { DocumentProvider } from "./provider";
import { TestLane, TestServer } from "./server.testing";

let server: TestServer;
/** What this browser keeps, by owner. */
let storage: Map<string, { edits: Kept[]; aside: KeptAside | null }>;

/** Keeps at once; how the browser's database does it is tried in unsaved.test.ts. */
class MemoryKeeper implements Keeper {
  constructor(private readonly owner: string) {}

  private get ours(): { edits: Kept[]; aside: KeptAside | null } {
    const ours = storage.get(this.owner) ?? { edits: [], aside: null };
    storage.set(this.owner, ours);
    return ours;
  }

  takeUp(): ReturnType<Keeper["takeUp"]> {
    return Promise.resolve({ edits: [...this.ours.edits], aside: this.ours.aside });
  }

  add(kept: Kept): void {
    this.ours.edits.push(kept);
  }

  forget(): void {
    this.ours.edits = [];
  }

  setAside(aside: KeptAside | null): void {
    this.ours.aside = aside;
  }

  flush(): void {
    // Everything is there already.
  }

  close(): void {
    // Nobody asks who is alive.
  }
}

interface OpenPage {
  lane: TestLane;
  provider: DocumentProvider;
  type: (text: string) => void;
  text: () => string;
}

const made: DocumentProvider[] = [];

function page(keeper: Keeper | null = null): OpenPage {
  const lane = new TestLane(server);
  const provider = new DocumentProvider(lane, "code", keeper);
  made.push(provider);
  const content = () => provider.snapshot().doc.getText("code");
  return {
    lane,
    provider,
    type: (text) => content().insert(content().length, text),
    text: () => content().toString(),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  server = new TestServer();
  storage = new Map();
});

afterEach(() => {
  for (const provider of made.splice(0)) provider.destroy();
  vi.useRealTimers();
});

const kept = (): Kept[] => storage.get("ada")?.edits ?? [];
const owned = async (owner = "ada"): Promise<OpenPage> => {
  const made = page(new MemoryKeeper(owner));
  await vi.advanceTimersByTimeAsync(0);
  return made;
};
const reload = (before: OpenPage): Promise<OpenPage> => {
  before.provider.destroy();
  before.lane.cut();
  return owned();
};

test("a page that goes leaves what it could not save to the next one, which sends it once", async () => {
  const ada = await owned();
  ada.type("saved ");
  vi.advanceTimersByTime(40);
  expect(kept()).toHaveLength(0);
  ada.lane.cut();
  ada.type("unsaved");
  expect(kept()).toHaveLength(1);
  const again = await reload(ada);
  expect(server.text()).toBe("saved unsaved");
  expect(again.text()).toBe("saved unsaved");
  expect(again.provider.snapshot().status).toBe("saved");
  await reload(again);
  expect(server.text()).toBe("saved unsaved");
  expect(kept()).toHaveLength(0);
});

test("it stays until the server has it, over as many pages as that takes", async () => {
  const ada = await owned();
  ada.lane.cut();
  ada.type("long offline");
  ada.provider.destroy();
  for (let visit = 0; visit < 3; visit += 1) {
    server.holding = true;
    const again = await owned();
    again.provider.destroy();
    again.lane.cut();
    expect(kept()).not.toHaveLength(0);
  }
  server.commit();
  await owned();
  expect(server.text()).toBe("long offline");
  expect(kept()).toHaveLength(0);
});

test("nothing is doubled that had arrived without the page's knowledge", async () => {
  const ada = await owned();
  ada.lane.deaf = true;
  ada.type("once");
  expect((await reload(ada)).text()).toBe("once");
  expect(server.text()).toBe("once");
  expect(kept()).toHaveLength(0);
});

test("it is merged with what the others wrote meanwhile", async () => {
  const ada = await owned();
  const cai = page();
  ada.type("middle");
  vi.advanceTimersByTime(40);
  ada.lane.cut();
  ada.type(" end");
  cai.provider.snapshot().doc.getText("code").insert(0, "start ");
  await reload(ada);
  expect(server.text()).toBe("start middle end");
  expect(cai.text()).toBe("start middle end");
});

test("the words are offered back when the document was started anew, and again until they are taken", async () => {
  const ada = await owned();
  ada.lane.cut();
  ada.type("words");
  server.startAnew("new");
  const again = await reload(ada);
  expect(server.text()).toBe("new");
  expect(again.provider.snapshot().setAside?.doc.getText("code").toString()).toBe("words");
  const later = await reload(again);
  expect(later.provider.snapshot().setAside).toMatchObject({ code: "epoch_changed" });
  expect(later.provider.snapshot().setAside?.doc.getText("code").toString()).toBe("words");
  later.provider.forgetSetAside();
  expect((await reload(later)).provider.snapshot().setAside).toBeNull();
});

test("refused words are offered to the next page too", async () => {
  const ada = await owned();
  server.refuseNext = "invalid";
  ada.type("refused");
  expect(ada.provider.snapshot().setAside?.code).toBe("invalid");
  expect((await reload(ada)).provider.snapshot().setAside?.doc.getText("code").toString()).toBe("refused");
  expect(server.text()).toBe("");
});

test("nothing is left to another person", async () => {
  const ada = await owned();
  ada.lane.cut();
  ada.type("private");
  expect((await owned("cai")).text()).toBe("");
  expect(server.text()).toBe("");
});

test("a page asks before it goes while something is not saved, and only then", async () => {
  const ada = await owned();
  const goes = (): boolean => window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  expect(goes()).toBe(true);
  ada.lane.cut();
  ada.type("unsaved");
  expect(goes()).toBe(false);
  ada.lane.open();
  expect(goes()).toBe(true);
});

test("what one drew and may not see any more is sent when one may see it again", async () => {
  const ada = await owned();
  ada.lane.cut();
  ada.type("mine");
  ada.provider.setReadable(false);
  ada.lane.open();
  expect(ada.text()).toBe("");
  expect(server.text()).toBe("");
  expect(kept()).not.toHaveLength(0);
  ada.provider.setReadable(true);
  expect(server.text()).toBe("mine");
  expect(kept()).toHaveLength(0);
});

test("nor does the next page lose it while the document is hidden", async () => {
  const ada = await owned();
  ada.lane.cut();
  ada.type("mine");
  ada.provider.destroy();
  const again = page(new MemoryKeeper("ada"));
  again.provider.setReadable(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.text()).toBe("");
  expect(kept()).not.toHaveLength(0);
  again.provider.setReadable(true);
  expect(server.text()).toBe("mine");
});
