import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { NewsSocket } from "./news-socket";

class FakeSocket {
  static readonly OPEN = 1;
  static made: FakeSocket[] = [];
  readyState = 1;
  sent: string[] = [];
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.made.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }

  hear(type: string): void {
    this.onmessage?.({ data: JSON.stringify({ type }) });
  }
}

describe("a person's own news", () => {
  let told: string[];
  let socket: NewsSocket;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status: 401 })));
    FakeSocket.made = [];
    told = [];
    socket = new NewsSocket((type) => told.push(type), "ws://here/ws/me/");
    socket.open();
  });

  afterEach(() => {
    socket.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const last = (): FakeSocket => FakeSocket.made.at(-1) as FakeSocket;

  it("tell what is new, and neither the snapshot nor answers to a ping", () => {
    last().hear("welcome");
    last().hear("pong");
    last().hear("answer");
    expect(told).toEqual(["answer"]);
  });

  it("come back after a loss, later each time, and tell that something may have been missed", async () => {
    last().hear("welcome");
    last().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(100);
    expect(FakeSocket.made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(400);
    expect(FakeSocket.made).toHaveLength(2);
    expect(told).toEqual([]);
    last().hear("welcome");
    expect(told).toEqual(["back"]);
  });

  it("end when the person is signed out", async () => {
    last().hear("welcome");
    last().onclose?.({ code: 4401 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.made).toHaveLength(1);
  });

  it("end when the server wants no more of them", async () => {
    last().onclose?.({ code: 4429 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.made).toHaveLength(1);
  });

  it("ask whether the other end is there, and come back when it is not", async () => {
    last().hear("welcome");
    await vi.advanceTimersByTimeAsync(6_500);
    expect(last().sent).toContain('{"type":"ping"}');
    await vi.advanceTimersByTimeAsync(7_000);
    expect(FakeSocket.made.length).toBeGreaterThan(1);
  });
});
