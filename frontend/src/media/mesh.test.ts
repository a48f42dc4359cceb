import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Mesh } from "./mesh";
import { Observable } from "./observable";
import type { Tracks } from "./peer";
import type { Kind, Person, Signaling } from "./types";

/** Enough of a connection for the mesh's bookkeeping; real ones are tried in tests/e2e/media. */
class FakeConnection {
  connectionState = "new";
  signalingState = "stable";
  localDescription: { type: string; sdp: string } | null = null;
  remoteDescription: { type: string; sdp: string } | null = null;
  onconnectionstatechange: (() => void) | null = null;
  transceivers: { direction: string; sender: { track: unknown; replaceTrack(track: unknown): Promise<void> } }[] = [];
  addTransceiver = () => {
    const sender = {
      track: null as unknown,
      replaceTrack: (track: unknown) => Promise.resolve(void (sender.track = track)),
      getParameters: () => ({ encodings: [] }),
    };
    this.transceivers.push({ direction: "sendrecv", sender });
  };
  getTransceivers = () => this.transceivers;
  createOffer = () => Promise.resolve({ type: "offer", sdp: "o=- 1 2 IN IP4 0\r\na=ice-ufrag:x\r\n" });
  setLocalDescription = (description: { type: string; sdp: string }) => {
    this.localDescription = description;
    this.signalingState = "have-local-offer";
    return Promise.resolve();
  };
  getConfiguration = () => ({});
  setConfiguration = () => undefined;
  close = () => void (this.connectionState = "closed");
}

class FakeSocket implements Signaling {
  peerId = "my-tab";
  media = true;
  told: { type: string; payload: Record<string, unknown> }[] = [];
  reconnect = vi.fn();
  private handlers = new Map<string, (event: never) => void>();

  tell(type: string, payload: Record<string, unknown>): void {
    this.told.push({ type, payload });
  }

  on(type: string, handler: (event: never) => void): () => void {
    this.handlers.set(type, handler);
    return () => this.handlers.delete(type);
  }

  onStatus(): () => void {
    return () => undefined;
  }

  hear(type: string, event: unknown): void {
    this.handlers.get(type)?.(event as never);
  }

  last(type: string): Record<string, unknown> | undefined {
    return this.told.filter((each) => each.type === type).at(-1)?.payload;
  }
}

class Local extends Observable<Tracks> {
  tracks = this.snapshot;
  set(kind: Kind, track: object | null): void {
    this.change({ [kind]: track });
  }
}

const ALL = ["microphone", "camera", "screen_share"];
const sound = { enabled: true };
const picture = { enabled: true };
let socket: FakeSocket;
let local: Local;
let mesh: Mesh;

const person = (n: number): Person => ({ userId: `p${n}`, joinNumber: n, peerId: `tab-${n}`, audio: true, video: true });

function enter(others: Person[], me: number, abilities = ALL): void {
  const you = { userId: "me", joinNumber: me };
  const participants = [...others, { ...you, peerId: "my-tab" }];
  socket.hear("welcome", { peerId: "my-tab", you, abilities, participants });
}

async function sentTo(userId: string): Promise<unknown[]> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return mesh.pairs.get(userId)?.peer?.connection.getTransceivers().map(({ sender }) => sender.track) ?? [];
}

beforeEach(() => {
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  socket = new FakeSocket();
  local = new Local({ audio: sound as never, video: picture as never, screen: null, screenAudio: null });
  mesh = new Mesh({ socket, local, iceServers: () => Promise.resolve([]) });
});

afterEach(() => {
  mesh.leave();
  vi.unstubAllGlobals();
});

describe("the mesh", () => {
  it("makes offers to those who joined before me, and waits for those who joined after", async () => {
    enter([person(1), person(9)], 5);
    await sentTo("p1");
    expect(socket.told.filter(({ type }) => type === "offer").map(({ payload }) => payload.to)).toEqual(["tab-1"]);
    expect([...mesh.pairs.keys()]).toEqual(["p1", "p9"]);
  });

  it("makes the offers to somebody who was lost and whom I rejoined after", async () => {
    enter([person(9)], 5);
    await sentTo("p9");
    expect(socket.last("offer")).toBeUndefined();
    enter([person(9)], 12);
    await vi.waitFor(() => expect(socket.last("offer")).toMatchObject({ to: "tab-9" }));
  });

  it("gives sound and picture to the first six and sound alone to the next", async () => {
    enter([1, 2, 3, 4, 5, 6].map(person), 7);
    expect(mesh.snapshot().place).toBe("audio");
    expect(await sentTo("p1")).toEqual([sound, null, null, null]);
    expect(mesh.snapshot().people.p1).toMatchObject({ place: "audio", video: null });
    expect(socket.last("media-state")).toEqual({ audio: true, video: false, screen: false });
    socket.hear("leave", { userId: "p2" });
    expect(mesh.snapshot().place).toBe("video");
    expect(await sentTo("p1")).toEqual([sound, picture, null, null]);
    await vi.waitFor(() => expect(socket.last("media-state")).toMatchObject({ video: true }));
    expect(socket.last("media-state")).toEqual({ audio: true, video: true, screen: false });
  });

  it("connects the thirteenth to nobody, and says so", () => {
    enter(Array.from({ length: 12 }, (_, n) => person(n + 1)), 13);
    expect(mesh.pairs.size).toBe(0);
    expect(mesh.snapshot().place).toBe("none");
    expect(mesh.snapshot().people.p1).toMatchObject({ connection: "none", place: "none" });
    expect(socket.last("media-state")).toEqual({ audio: false, video: false, screen: false });
  });

  it("sends and announces only what the role may send", async () => {
    enter([person(1)], 2, ["microphone"]);
    expect(await sentTo("p1")).toEqual([sound, null, null, null]);
    expect(mesh.snapshot().allowed).toEqual({ audio: true, video: false, screen: false });
    expect(socket.last("media-state")).toEqual({ audio: true, video: false, screen: false });
    const directions = mesh.pairs.get("p1")?.peer?.connection.getTransceivers().map(({ direction }) => direction);
    expect(directions).toEqual(["sendrecv", "recvonly", "recvonly", "recvonly"]);
  });

  it("tells the room what it sends, on change and to each new connection", async () => {
    enter([], 1);
    expect(socket.last("media-state")).toEqual({ audio: true, video: true, screen: false });
    local.set("video", null);
    await vi.waitFor(() => expect(socket.last("media-state")).toEqual({ audio: true, video: false, screen: false }));
    const before = socket.told.length;
    enter([], 1);
    expect(socket.told).toHaveLength(before + 1);
  });

  it("stops when my media move to another tab, and takes them back only when asked", async () => {
    enter([person(1)], 2);
    socket.hear("media-state", { userId: "me", peerId: "other-tab", audio: true, video: true, screen: false });
    expect(mesh.snapshot()).toMatchObject({ elsewhere: true, place: "none" });
    expect([mesh.pairs.size, socket.media]).toEqual([0, false]);
    enter([person(1)], 2);
    expect(mesh.snapshot().elsewhere).toBe(true);
    mesh.takeOver();
    expect([socket.media, socket.reconnect.mock.calls.length]).toEqual([true, 1]);
    enter([person(1)], 2);
    expect(mesh.snapshot().elsewhere).toBe(false);
    expect(mesh.pairs.size).toBe(1);
  });

  it("says who shares, the newest last", () => {
    enter([person(1), person(2)], 3);
    const share = (n: number, screen: boolean) => socket.hear("media-state", { ...person(n), screen });
    share(2, true);
    local.set("screen", { enabled: true });
    share(1, true);
    expect(mesh.snapshot().sharing).toEqual(["p2", "me", "p1"]);
    share(2, false);
    expect(mesh.snapshot().sharing).toEqual(["me", "p1"]);
  });

  it("keeps the snapshot of whoever did not change", () => {
    enter([person(1), person(2)], 3);
    const { people } = mesh.snapshot();
    socket.hear("media-state", { ...person(2), peerId: "tab-2b" });
    expect(mesh.snapshot().people.p1).toBe(people.p1);
    expect(mesh.snapshot().people.p2).not.toBe(people.p2);
  });

  it("answers nobody whose tab is not the person's media tab", () => {
    enter([person(1)], 2);
    const before = socket.told.length;
    socket.hear("offer", { from: "p1", fromPeer: "old-tab", sdp: "", pair: "x" });
    socket.hear("offer", { from: "stranger", fromPeer: "tab", sdp: "", pair: "x" });
    expect(socket.told).toHaveLength(before);
  });
});
