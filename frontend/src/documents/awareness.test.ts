// Who is here and where: told often enough, never too often, and gone with the connection.
import { encodeAwarenessUpdate, Awareness } from "y-protocols/awareness";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { DocumentAwareness } from "./awareness";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What the server sends on: the state with its own word on who it is. */
function told(user: unknown, fields: Record<string, unknown> = {}): { awareness: Awareness; update: () => Uint8Array } {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState({ ...fields, user });
  return { awareness, update: () => encodeAwarenessUpdate(awareness, [awareness.clientID]) };
}

describe("telling", () => {
  test("is at most once in 60 ms, and the last state is not lost", () => {
    const sent: Uint8Array[] = [];
    const mine = new DocumentAwareness((update) => sent.push(update) > 0);
    mine.connected();
    for (let i = 0; i < 50; i += 1) mine.setLocal({ at: i });
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(1000);
    expect(sent.length).toBeLessThanOrEqual(3);
    expect(new TextDecoder().decode(sent.at(-1))).toContain('{"at":49}');
    mine.destroy();
  });

  test("starts again, under another id, on a new connection", () => {
    const sent: Uint8Array[] = [];
    const mine = new DocumentAwareness((update) => sent.push(update) > 0);
    mine.connected();
    mine.setLocal({ at: 1 });
    mine.disconnected();
    const before = sent.length;
    mine.connected();
    expect(sent).toHaveLength(before + 1);
    expect(sent[before]?.slice(0, 5)).not.toEqual(sent[0]?.slice(0, 5));
    mine.destroy();
  });
});

describe("hearing", () => {
  test("gives each other connection with the server's word on who it is", () => {
    const mine = new DocumentAwareness(() => true);
    mine.connected();
    const cai = told({ id: "7", name: "Cai" }, { selection: { anchor: 1 } });
    mine.receive(cai.update());
    expect(mine.snapshot()).toEqual([
      { clientId: cai.awareness.clientID, user: { id: "7", name: "Cai" }, fields: { selection: { anchor: 1 } } },
    ]);
    cai.awareness.setLocalState(null);
    mine.receive(cai.update());
    expect(mine.snapshot()).toEqual([]);
    cai.awareness.destroy();
    mine.destroy();
  });

  test("leaves out states that nobody vouches for", () => {
    const mine = new DocumentAwareness(() => true);
    mine.connected();
    for (const user of [undefined, null, "Cai", { id: 7, name: "Cai" }]) mine.receive(told(user).update());
    expect(mine.snapshot()).toEqual([]);
    mine.destroy();
  });

  test("shows people again after a reconnect who have not moved meanwhile", () => {
    const mine = new DocumentAwareness(() => true);
    mine.connected();
    const cai = told({ id: "7", name: "Cai" });
    mine.receive(cai.update());
    mine.disconnected();
    expect(mine.snapshot()).toEqual([]);
    mine.connected();
    mine.receive(cai.update());
    expect(mine.snapshot()).toHaveLength(1);
    cai.awareness.destroy();
    mine.destroy();
  });
});
