import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Refused } from "./outbox";
import { guestProof } from "./proof";
import { RoomSocket, type Status } from "./socket";

class FakeWebSocket {
  static readonly OPEN = 1;
  static made: FakeWebSocket[] = [];
  readonly sent: Record<string, unknown>[] = [];
  readyState = 1;
  binaryType = "";
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeWebSocket.made.push(this);
  }
  send(data: unknown): void {
    this.sent.push(typeof data === "string" ? (JSON.parse(data) as Record<string, unknown>) : { binary: data });
  }
  close(): void {
    this.readyState = 3;
  }
  say(event: Record<string, unknown>): void {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
  types(): unknown[] {
    return this.sent.map((frame) => frame.type);
  }
}

const WELCOME = { type: "welcome", seq: 5, chat: [], participants: [] };
const last = () => FakeWebSocket.made[FakeWebSocket.made.length - 1] as FakeWebSocket;
let socket: RoomSocket;
let statuses: [Status, number | undefined][];
let answers: number[];

function open(): void {
  socket = new RoomSocket("ws://room/", "peer-1", "outbox");
  statuses = [];
  socket.onStatus((status, code) => statuses.push([status, code]));
  socket.open();
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeWebSocket);
  answers = [];
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status: answers.shift() ?? 200 })));
  FakeWebSocket.made = [];
  sessionStorage.clear();
  open();
});
afterEach(() => {
  socket.leave();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the room's socket", () => {
  it("asks for the media in its address, and not when they are elsewhere", () => {
    expect(last().url).toContain("peer=peer-1&documents=yjs&media=1");
    socket.media = false;
    socket.reconnect();
    expect(last().url).not.toContain("media");
  });

  it("keeps what is sent before the welcome and sends it then", () => {
    void socket.send("chat", { message: "early" }).catch(() => undefined);
    expect(last().sent).toEqual([]);
    last().say(WELCOME);
    expect(last().sent).toMatchObject([{ type: "chat", message: "early" }]);
  });

  it("resends an unacknowledged message under the same id after a reconnect, and resolves once", async () => {
    last().say(WELCOME);
    const answer = socket.send("chat", { message: "hello" });
    const { id } = last().sent[0] as { id: string };
    last().onclose?.({ code: 1012 });
    await vi.advanceTimersByTimeAsync(500);
    last().say(WELCOME);
    expect(last().sent).toMatchObject([{ type: "chat", id, message: "hello" }]);
    last().say({ type: "ack", id, seq: 6 });
    await expect(answer).resolves.toMatchObject({ seq: 6 });
    last().onclose?.({ code: 1012 });
    await vi.advanceTimersByTimeAsync(500);
    last().say({ ...WELCOME, seq: 6 });
    expect(last().types()).not.toContain("chat");
  });

  it("rejects what the server refuses, with its words", async () => {
    last().say(WELCOME);
    const answer = socket.send("chat", { message: "no" });
    last().say({ type: "error", id: last().sent[0]?.id, code: "forbidden", message: "Chat is off." });
    await expect(answer).rejects.toMatchObject({ code: "forbidden", message: "Chat is off." } satisfies Partial<Refused>);
  });

  it("sends a rate-limited message again instead of losing it", async () => {
    last().say(WELCOME);
    void socket.send("chat", { message: "fast" }).catch(() => undefined);
    last().say({ type: "error", id: last().sent[0]?.id, code: "rate_limited", message: "Too fast." });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(last().sent[1]).toEqual(last().sent[0]);
  });

  it("drops what is only told while there is no connection", () => {
    socket.tell("typing", { isTyping: true });
    last().say(WELCOME);
    expect(last().sent).toEqual([]);
    expect(socket.sendBinary(new Uint8Array([1]))).toBe(true);
  });

  it("asks for what it missed, and tells it as a replay", async () => {
    const heard: [string, boolean][] = [];
    socket.onEvery((event, replay) => heard.push([event.type, replay]));
    last().say(WELCOME);
    last().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(500);
    last().say({ ...WELCOME, seq: 7 });
    expect(last().sent).toMatchObject([{ type: "catch-up", since: 5 }]);
    last().say({ type: "chat", seq: 6 });
    last().say({ type: "chat", seq: 8 });
    last().say({ type: "chat", seq: 7 });
    last().say({ type: "head", seq: 7 });
    expect(heard.filter(([type]) => type === "chat")).toEqual([
      ["chat", true],
      ["chat", true],
      ["chat", false],
    ]);
  });

  it.each([4400, 4403, 4404, 4409, 4423, 4429, 1011])("stays closed after %i", async (code) => {
    last().say(WELCOME);
    last().onclose?.({ code });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeWebSocket.made).toHaveLength(1);
    expect(statuses[statuses.length - 1]).toEqual(["closed", code]);
  });

  it("keeps the line alive in the lobby, sends nothing else, and goes on when one is let in", async () => {
    void socket.send("chat", { message: "early" }).catch(() => undefined);
    last().say({ type: "waiting", roomName: "A room", since: "2026-01-01T00:00:00Z" });
    await vi.advanceTimersByTimeAsync(6_000);
    expect(last().types()).toEqual(["ping"]);
    last().say({ type: "pong" });
    last().say(WELCOME);
    expect(last().types()).toEqual(["ping", "chat"]);
    expect(FakeWebSocket.made).toHaveLength(1);
  });

  it("comes back to the lobby when the line is lost there, and can leave it", async () => {
    last().say({ type: "waiting", roomName: "A room", since: "2026-01-01T00:00:00Z" });
    last().onclose?.({ code: 1006 });
    expect(socket.status).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(500);
    expect(FakeWebSocket.made).toHaveLength(2);
    last().say({ type: "waiting", roomName: "A room", since: "2026-01-01T00:00:00Z" });
    expect(socket.status).toBe("connecting");
    socket.leave();
    expect(last().types()).toEqual(["leave"]);
  });

  it("asks whether one is signed in when the handshake is refused, renews once, and comes back", async () => {
    answers = [401, 200];
    last().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(500);
    expect(answers).toEqual([]);
    expect(FakeWebSocket.made).toHaveLength(2);
  });

  it("says that one is signed out when the sign-in cannot be renewed", async () => {
    answers = [401, 401];
    last().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeWebSocket.made).toHaveLength(1);
    expect(statuses[statuses.length - 1]).toEqual(["closed", 4401]);
  });

  it("comes back for a guest who waits to be let in, of whom the room tells nothing yet", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response('{"code": "waiting"}', { status: 403 })));
    expect(await guestProof("abc").check()).toBeNull();
    vi.stubGlobal("fetch", () => Promise.resolve(new Response('{"code": "refused"}', { status: 403 })));
    expect(await guestProof("abc").check()).toBe(4403);
  });

  it("asks a guest's room about their pass, not the accounts, and says what became of it", async () => {
    const asked: string[] = [];
    answers = [200, 403];
    vi.stubGlobal("fetch", (path: string) => {
      asked.push(path);
      return Promise.resolve(new Response("{}", { status: answers.shift() ?? 500 }));
    });
    socket.leave();
    socket = new RoomSocket("ws://room/", "peer-1", "outbox", guestProof("abc"));
    statuses = [];
    socket.onStatus((status, code) => statuses.push([status, code]));
    socket.open();
    last().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(500);
    last().say(WELCOME);
    last().onclose?.({ code: 4401 });
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toEqual(["/api/rooms/abc", "/api/rooms/abc"]);
    expect(statuses[statuses.length - 1]).toEqual(["closed", 4403]);
  });

  it("goes on trying while the server is away", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("away")));
    last().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(500);
    last().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeWebSocket.made).toHaveLength(3);
  });

  it("pings a silent server and leaves a dead one", async () => {
    last().say(WELCOME);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(last().types()).toEqual(["ping"]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(FakeWebSocket.made).toHaveLength(2);
    expect(statuses.map(([status]) => status)).toEqual(["open", "reconnecting"]);
  });
});

describe("messages and a reload of the page", () => {
  it("what was typed and not acknowledged is sent again by the next life of the tab", () => {
    last().say(WELCOME);
    void socket.send("chat", { message: "kept" }).catch(() => undefined);
    void socket.send("hand", { raised: true }).catch(() => undefined);
    const next = new RoomSocket("ws://room/", "peer-1", "outbox");
    expect(next.inherited()).toMatchObject([{ type: "chat", payload: { message: "kept" } }]);
  });
});
