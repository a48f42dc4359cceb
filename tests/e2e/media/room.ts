/** A room's signaling inside one page, with the faults that a network has: loss, copies, delay and so disorder. */
import type { Person, Signaling } from "../../../frontend/src/media/types";

export interface Faults {
  /** Shares of signals, 0 to 1. */
  loss: number;
  copies: number;
  /** Each signal takes between nothing and this, ms; unequal delays change their order. */
  delay: number;
}

type Handler = (event: never) => void;
type Status = "connecting" | "open" | "reconnecting" | "closed";
const SIGNALS = ["offer", "answer", "negotiation-needed", "ice-candidate"];
/** The abilities behind the four lines of a description. */
const LINES = ["microphone", "camera", "screen_share", "screen_share"];
const ALL = ["microphone", "camera", "screen_share"];

export class FakeRoom {
  faults: Faults = { loss: 0, copies: 0, delay: 5 };
  lost = 0;
  readonly log: { from: string; type: string; to?: string }[] = [];
  refused = 0;
  /** As the room's switches say; empty: everything is on. */
  switches: Record<string, boolean> = {};
  private readonly rights = new Map<string, string[]>();
  readonly sockets = new Map<string, FakeSocket>();
  private readonly people = new Map<string, Person>();
  private joined = 0;
  private seed: number;

  constructor(seed = 1) {
    this.seed = seed;
  }

  /** mulberry32: the same seed gives the same faults. */
  random(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  connect(socket: FakeSocket): void {
    const { userId, peerId } = socket;
    const known = this.people.get(userId);
    const role = this.rights.has(userId) ? "STUDENT" : "TEACHER";
    const person = known ?? { userId, role, joinNumber: ++this.joined, audio: false, video: false, screen: false };
    this.people.set(userId, person);
    this.sockets.set(peerId, socket);
    if (socket.media) person.peerId = peerId;
    const you = { userId, joinNumber: person.joinNumber };
    const participants = [...this.people.values()].map((each) => ({ ...each }));
    const mine = { abilities: this.abilitiesOf(userId), permissions: this.switches };
    socket.hear("welcome", { timestamp: Date.now(), peerId, you, ...mine, participants });
    if (!known) this.tellOthers(userId, "join", { userId, role, joinNumber: person.joinNumber });
    if (socket.media) this.tellAll("media-state", { ...person });
  }

  /** What a student may send; `silently`: they are not told, as when the news is still on its way. */
  allow(userId: string, abilities: string[], silently = false): void {
    this.rights.set(userId, abilities);
    const person = this.people.get(userId);
    if (!person) return;
    this.mask(person);
    this.tellAll("media-state", { ...person });
    if (!silently) this.tellRights(userId);
  }

  tellRights(userId: string): void {
    const abilities = this.abilitiesOf(userId);
    for (const socket of this.sockets.values()) if (socket.userId === userId) socket.hear("abilities", { abilities });
  }

  private abilitiesOf(userId: string): string[] {
    return this.rights.get(userId) ?? ALL;
  }

  private mask(person: Person): void {
    const abilities = this.abilitiesOf(person.userId);
    for (const [place, kind] of (["audio", "video", "screen"] as const).entries()) {
      person[kind] = (person[kind] ?? false) && abilities.includes(LINES[place] ?? "");
    }
  }

  /** As the server does: a line of a kind that the sender may not send must be receive-only. */
  private oversteps(userId: string, sdp: string): boolean {
    const abilities = this.abilitiesOf(userId);
    const lines = sdp.split(/^m=/m).slice(1);
    return lines.some((line, place) => /^a=(sendrecv|sendonly)/m.test(line) && !abilities.includes(LINES[place] ?? ""));
  }

  /** The server forgets everybody, as when its process was killed; those who come back are found again. */
  forgetTabs(): void {
    for (const person of this.people.values()) person.peerId = null;
  }

  /** `lost`: nothing was heard of them for too long; if they come back, they join anew. */
  leave(userId: string, reason: "left" | "lost" | "removed" = "left"): void {
    if (this.people.delete(userId)) this.tellAll("leave", { userId, reason });
  }

  take(from: FakeSocket, type: string, payload: Record<string, unknown>): void {
    const person = this.people.get(from.userId);
    if (!person) return;
    this.log.push({ from: from.userId, type, to: payload.to as string | undefined });
    if (type === "media-state") {
      Object.assign(person, payload);
      this.mask(person);
      this.tellAll("media-state", { ...person });
    } else if (typeof payload.sdp === "string" && this.oversteps(from.userId, payload.sdp)) {
      this.refused += 1;
      setTimeout(() => from.hear("error", { type: "error", code: "media_not_allowed" }), 1);
    } else if (SIGNALS.includes(type)) {
      this.relay(from, type, payload);
    }
  }

  private relay(from: FakeSocket, type: string, { to, ...rest }: Record<string, unknown>): void {
    const target = this.sockets.get(to as string);
    if (JSON.stringify(rest).length > 64 * 1024) throw new Error("a signal of more than 64 KB");
    const times = this.random() < this.faults.loss ? 0 : this.random() < this.faults.copies ? 2 : 1;
    if (times === 0) this.lost += 1;
    for (let copy = 0; copy < times; copy += 1) {
      const event = { type, ...structuredClone(rest), from: from.userId, fromPeer: from.peerId };
      setTimeout(() => target?.hear(type, event), this.random() * this.faults.delay);
    }
  }

  private tellOthers(userId: string, type: string, event: Record<string, unknown>): void {
    for (const socket of this.sockets.values()) if (socket.userId !== userId) socket.hear(type, structuredClone(event));
  }

  private tellAll(type: string, event: Record<string, unknown>): void {
    for (const socket of this.sockets.values()) socket.hear(type, { timestamp: Date.now(), ...structuredClone(event) });
  }
}

export class FakeSocket implements Signaling {
  media = true;
  status: Status = "connecting";
  private readonly handlers = new Map<string, Set<Handler>>();
  private readonly statuses = new Set<(status: Status) => void>();

  constructor(
    private readonly room: FakeRoom,
    readonly userId: string,
    readonly peerId: string,
  ) {}

  open(): void {
    this.status = "open";
    this.room.connect(this);
    this.statuses.forEach((handler) => handler("open"));
  }

  drop(): void {
    this.status = "reconnecting";
    this.room.sockets.delete(this.peerId);
    this.statuses.forEach((handler) => handler("reconnecting"));
  }

  reconnect(): void {
    this.drop();
    setTimeout(() => this.open(), 20);
  }

  tell(type: string, payload: Record<string, unknown>): void {
    if (this.status === "open") this.room.take(this, type, payload);
  }

  on(type: string, handler: Handler): () => void {
    const handlers = this.handlers.get(type) ?? new Set();
    this.handlers.set(type, handlers.add(handler));
    return () => handlers.delete(handler);
  }

  onStatus(handler: (status: Status) => void): () => void {
    this.statuses.add(handler);
    return () => this.statuses.delete(handler);
  }

  hear(type: string, event: Record<string, unknown>): void {
    if (this.status === "open") this.handlers.get(type)?.forEach((handler) => handler(event as never));
  }
}
