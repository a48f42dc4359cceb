// What must hold of the shared document in the browser: nothing typed is lost or doubled, and "saved" is true.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DocumentProvider, documentOf } from "./provider";
import { TestLane, TestServer } from "./server.testing";

let server: TestServer;
const made: DocumentProvider[] = [];

function page(): { lane: TestLane; provider: DocumentProvider; type: (text: string) => void; text: () => string } {
  const lane = new TestLane(server);
  const provider = new DocumentProvider(lane, "code");
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
});

afterEach(() => {
  for (const provider of made.splice(0)) provider.destroy();
  vi.useRealTimers();
});

describe("edits", () => {
  test("reach the server and the other page", () => {
    const ada = page();
    const cai = page();
    ada.type("let x = 1;");
    expect(server.text()).toBe("let x = 1;");
    expect(cai.text()).toBe("let x = 1;");
  });

  test("of before the welcome are sent after it", () => {
    const ada = page();
    ada.lane.cut();
    ada.type("early");
    ada.lane.open();
    expect(server.text()).toBe("early");
  });

  test("are sent at once when they are the first, merged when they follow within 30 ms", () => {
    const ada = page();
    ada.type("a");
    expect(server.taken).toHaveLength(1);
    for (const letter of "bcde") ada.type(letter);
    expect(server.taken).toHaveLength(1);
    vi.advanceTimersByTime(30);
    expect(server.taken).toHaveLength(2);
    expect(server.text()).toBe("abcde");
  });

  test("of two pages in the same place are all there", () => {
    const ada = page();
    const cai = page();
    for (let i = 0; i < 20; i += 1) {
      ada.type(`a${String(i)};`);
      cai.type(`c${String(i)};`);
      vi.advanceTimersByTime(7);
    }
    vi.advanceTimersByTime(60);
    expect(ada.text()).toBe(cai.text());
    expect(ada.text()).toBe(server.text());
    for (let i = 0; i < 20; i += 1) expect(server.text()).toContain(`a${String(i)};`);
  });

  test("larger than a frame are not sent but set aside", () => {
    const ada = page();
    ada.type("small");
    vi.advanceTimersByTime(60);
    ada.type("x".repeat(1_100_000));
    expect(server.text()).toBe("small");
    expect(ada.text()).toBe("small");
    expect(ada.provider.snapshot().setAside?.code).toBe("too_big");
  });
});

describe("a lost connection", () => {
  test("keeps what is typed meanwhile and sends it once", () => {
    const ada = page();
    const cai = page();
    ada.type("1");
    ada.lane.cut();
    for (const letter of "234") ada.type(letter);
    cai.type("C");
    ada.lane.open();
    expect(ada.text()).toBe(server.text());
    expect(cai.text()).toBe(server.text());
    expect([...server.text()].sort().join("")).toBe("1234C");
  });

  test("that swallowed frames loses nothing", () => {
    const ada = page();
    ada.lane.mute = true;
    ada.type("swallowed");
    expect(server.text()).toBe("");
    ada.lane.cut();
    ada.lane.open();
    expect(server.text()).toBe("swallowed");
  });

  test("that swallowed only the answers doubles nothing", () => {
    const ada = page();
    ada.lane.deaf = true;
    ada.type("once");
    expect(server.text()).toBe("once");
    ada.lane.cut();
    const before = server.taken.length;
    ada.lane.open();
    expect(server.text()).toBe("once");
    expect(ada.text()).toBe("once");
    expect(server.taken).toHaveLength(before);
    expect(ada.provider.snapshot().status).toBe("saved");
  });

  test("again and again, in the middle of typing, ends with equal texts", () => {
    const ada = page();
    const cai = page();
    for (let i = 0; i < 60; i += 1) {
      ada.type("a");
      cai.type("c");
      if (i % 7 === 3) ada.lane.mute = true;
      if (i % 7 === 4) ada.lane.cut();
      if (i % 7 === 6) ada.lane.open();
      if (i % 11 === 5) cai.lane.deaf = true;
      if (i % 11 === 8) cai.lane.cut();
      if (i % 11 === 9) cai.lane.open();
      vi.advanceTimersByTime(13);
    }
    for (const { lane } of [ada, cai]) {
      lane.cut();
      lane.open();
    }
    expect(server.text()).toHaveLength(120);
    expect(ada.text()).toBe(server.text());
    expect(cai.text()).toBe(server.text());
  });

  test("sends a long time of typing in frames that the server takes", () => {
    const ada = page();
    ada.lane.cut();
    for (let i = 0; i < 1200; i += 1) ada.type("x");
    ada.lane.open();
    expect(server.taken.length).toBeGreaterThan(1);
    expect(server.taken.length).toBeLessThan(10);
    expect(server.text()).toHaveLength(1200);
    expect(ada.provider.snapshot().status).toBe("saved");
  });
});

describe("the saved mark", () => {
  test("says saved only when the server has committed every frame", () => {
    const ada = page();
    expect(ada.provider.snapshot().status).toBe("saved");
    server.holding = true;
    ada.type("a");
    ada.type("b");
    vi.advanceTimersByTime(40);
    expect(ada.provider.snapshot()).toMatchObject({ status: "saving", unsaved: true });
    server.commit();
    expect(ada.provider.snapshot()).toMatchObject({ status: "saved", unsaved: false });
  });

  test("says offline without a connection, and whether something is only here", () => {
    const ada = page();
    ada.lane.cut();
    expect(ada.provider.snapshot()).toMatchObject({ status: "offline", unsaved: false });
    ada.type("a");
    expect(ada.provider.snapshot()).toMatchObject({ status: "offline", unsaved: true });
  });

  test("counts anew on a new socket", () => {
    const ada = page();
    for (const letter of "abc") {
      ada.type(letter);
      vi.advanceTimersByTime(40);
    }
    ada.lane.cut();
    ada.lane.open();
    server.holding = true;
    ada.type("d");
    expect(ada.provider.snapshot().status).toBe("saving");
    server.commit();
    expect(ada.provider.snapshot().status).toBe("saved");
  });
});

describe("a refusal", () => {
  test("sets the text aside, and the page goes on with what the server has", () => {
    const ada = page();
    const cai = page();
    ada.type("kept ");
    vi.advanceTimersByTime(40);
    server.refuseNext = "invalid";
    ada.type("refused");
    const { setAside, synced } = ada.provider.snapshot();
    expect(setAside?.code).toBe("invalid");
    expect(setAside?.doc.getText("code").toString()).toBe("kept refused");
    expect(synced).toBe(true);
    expect(ada.text()).toBe("kept ");
    ada.type("more");
    vi.advanceTimersByTime(40);
    expect(cai.text()).toBe("kept more");
    expect(ada.provider.snapshot().status).toBe("saved");
  });

  test("of frames of a copy that was dropped already does not drop the new one", () => {
    const ada = page();
    server.holding = true;
    ada.type("a");
    vi.advanceTimersByTime(40);
    ada.type("b");
    ada.lane.hear({ kind: "refused", index: 1, code: "invalid" });
    const { doc } = ada.provider.snapshot();
    ada.lane.hear({ kind: "refused", index: 2, code: "gap" });
    expect(ada.provider.snapshot().doc).toBe(doc);
  });

  test("for a gap is mended by sending what is missing", () => {
    const ada = page();
    server.holding = true;
    for (const word of ["lost ", "and ", "found ", "again"]) {
      ada.type(word);
      vi.advanceTimersByTime(40);
    }
    server.refuseAll("gap", 4);
    expect(server.text()).toBe("lost and found again");
    expect(ada.text()).toBe("lost and found again");
    expect(ada.provider.snapshot()).toMatchObject({ status: "saved", setAside: null });
  });

  test("for a gap that stays a gap sets the text aside", () => {
    const ada = page();
    ada.type("a");
    vi.advanceTimersByTime(40);
    server.holding = true;
    ada.type("b");
    server.refuseAll("gap", 2);
    expect(ada.provider.snapshot().setAside?.code).toBe("gap");
    expect(ada.text()).toBe("a");
  });

  test("forgets what was set aside when the person says so", () => {
    const ada = page();
    server.refuseNext = "invalid";
    ada.type("x");
    ada.provider.forgetSetAside();
    expect(ada.provider.snapshot().setAside).toBeNull();
  });
});

describe("the epoch", () => {
  test("that changes drops the copy, and the old text is not added to the new", () => {
    const ada = page();
    ada.type("old");
    server.startAnew("new");
    expect(ada.text()).toBe("new");
    expect(ada.provider.snapshot()).toMatchObject({ synced: true, setAside: null });
  });

  test("that changed while offline sets aside what was typed there", () => {
    const ada = page();
    ada.lane.cut();
    ada.type("offline");
    server.startAnew("new");
    ada.lane.open();
    expect(ada.text()).toBe("new");
    expect(server.text()).toBe("new");
    expect(ada.provider.snapshot().setAside?.doc.getText("code").toString()).toBe("offline");
  });

  test("that stays the same drops nothing", () => {
    const ada = page();
    const { doc } = ada.provider.snapshot();
    ada.lane.cut();
    ada.lane.open();
    expect(ada.provider.snapshot().doc).toBe(doc);
  });
});

describe("without the right to edit", () => {
  test("others' edits come in and nothing goes out", () => {
    const ada = page();
    ada.provider.setEditable(false);
    server.edit((text) => text.insert(0, "from others"));
    server.edit((text) => text.delete(0, 5));
    ada.lane.cut();
    ada.lane.open();
    expect(ada.text()).toBe("others");
    expect(server.taken).toHaveLength(0);
    expect(ada.provider.snapshot().setAside).toBeNull();
  });

  test("what was typed offline before the right was lost is set aside", () => {
    const ada = page();
    ada.lane.cut();
    ada.type("mine");
    ada.provider.setEditable(false);
    ada.lane.open();
    expect(server.taken).toHaveLength(0);
    expect(ada.provider.snapshot().setAside?.code).toBe("read_only");
    expect(ada.text()).toBe("");
  });
});

test("a room's socket has one copy of a document", () => {
  const lane = new TestLane(server);
  const provider = documentOf(lane, "code");
  made.push(provider);
  expect(documentOf(lane, "code")).toBe(provider);
});

test("frames of another document and of unknown kinds are left alone", () => {
  const ada = page();
  ada.provider["receive"](new Uint8Array([1, 0, 2, 2, 0, 0]));
  ada.provider["receive"](new Uint8Array([0, 99]));
  expect(ada.text()).toBe("");
});

describe("a document that one may not see any more", () => {
  test("is gone from the page, and comes back whole with the right", () => {
    const [ada, cai] = [page(), page()];
    ada.type("secret");
    const before = cai.provider.snapshot().doc;
    cai.provider.setReadable(false);
    expect(cai.text()).toBe("");
    expect(cai.provider.snapshot()).toMatchObject({ synced: false, unsaved: false, setAside: null });
    expect(cai.provider.snapshot().doc).not.toBe(before);
    ada.type(" more");
    expect(cai.text()).toBe("");
    vi.advanceTimersByTime(60);
    cai.provider.setReadable(true);
    expect(cai.text()).toBe("secret more");
    cai.type("!");
    expect(server.text()).toBe("secret more!");
    expect(cai.provider.snapshot()).toMatchObject({ synced: true, unsaved: false });
  });

  test("is not asked for after a reconnect", () => {
    const [ada, cai] = [page(), page()];
    ada.type("secret");
    cai.provider.setReadable(false);
    cai.lane.cut();
    cai.lane.open();
    expect(cai.text()).toBe("");
  });
});
