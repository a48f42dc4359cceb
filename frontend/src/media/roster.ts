/**
 * Who is in the room as far as media goes: which tab of whom, and what they send.
 *
 * A person who vanishes from a snapshot, whose tab is gone, or of whom the server heard nothing for too long may only
 * have lost the socket (or the server restarted): while the connection to them stands, they stay for a while.
 */
import type { LeaveEvent, MediaStateEvent, Person, WelcomeEvent } from "./types";

/** Longer than a server needs to restart and all sockets to come back; shorter than a lease (30 s). */
export const GRACE_MS = 20_000;

export interface Member {
  userId: string;
  joinNumber: number;
  role: string | undefined;
  peerId: string | null;
  audio: boolean;
  video: boolean;
  screen: boolean;
  /** Until when each was last on, ms; -Infinity: never. */
  onUntil: Readonly<Record<Sends, number>>;
}

type Sends = "audio" | "video" | "screen";
const NEVER: Member["onUntil"] = { audio: -Infinity, video: -Infinity, screen: -Infinity };

interface Entry extends Member {
  /** The server's time of the newest state, ms. */
  stateAt: number;
  /** Since when the server no longer knows their tab; null while it does. */
  goneAt: number | null;
  /** The server no longer lists them at all. */
  missing: boolean;
}

export class Roster {
  private readonly entries = new Map<string, Entry>();
  /** States that overtook the `join` of their person: the two travel in different lanes. */
  private readonly overtaken = new Map<string, MediaStateEvent>();

  members(): IterableIterator<Member> {
    return this.entries.values();
  }

  get(userId: string): Member | undefined {
    return this.entries.get(userId);
  }

  /** Takes the snapshot over; `me` is left out. */
  welcome(event: WelcomeEvent, now: number): void {
    const listed = new Set<string>();
    this.overtaken.clear();
    for (const person of event.participants) {
      if (person.userId === event.you.userId) continue;
      listed.add(person.userId);
      this.join(person);
      const { audio, video, screen } = person;
      this.setTab(person.userId, person.peerId ?? null, { audio, video, screen, timestamp: event.timestamp }, now);
    }
    for (const entry of this.entries.values()) {
      if (listed.has(entry.userId)) continue;
      entry.missing = true;
      entry.goneAt ??= now;
    }
  }

  join(person: Person): void {
    const known = this.entries.get(person.userId);
    if (known) {
      known.joinNumber = person.joinNumber;
      known.role = person.role ?? known.role;
      known.missing = false;
      return;
    }
    const { userId, joinNumber, role } = person;
    const off = { audio: false, video: false, screen: false, onUntil: NEVER };
    this.entries.set(userId, { userId, joinNumber, role, peerId: null, ...off, goneAt: null, missing: false, stateAt: 0 });
    const state = this.overtaken.get(userId);
    this.overtaken.delete(userId);
    if (state) this.setTab(userId, state.peerId, state, Date.now());
  }

  leave({ userId, reason, timestamp = Infinity }: LeaveEvent, now: number): void {
    const entry = this.entries.get(userId);
    if (entry && reason === "lost") {
      entry.missing = true;
      entry.goneAt ??= now;
      return;
    }
    this.entries.delete(userId);
    // They came back at once, and the news of their new tab overtook the news of their leaving.
    if (entry?.peerId && entry.stateAt > timestamp) this.overtaken.set(userId, { ...entry, timestamp: entry.stateAt });
    else this.overtaken.delete(userId);
  }

  mediaState(event: MediaStateEvent, now: number): void {
    if (this.entries.has(event.userId)) this.setTab(event.userId, event.peerId, event, now);
    else this.overtaken.set(event.userId, event);
  }

  /** Lets go of those who stayed away; returns whether somebody went. */
  sweep(now: number, isConnected: (userId: string) => boolean): boolean {
    let changed = false;
    for (const entry of this.entries.values()) {
      if (entry.goneAt === null || (isConnected(entry.userId) && now - entry.goneAt < GRACE_MS)) continue;
      if (entry.missing) this.entries.delete(entry.userId);
      else Object.assign(entry, { peerId: null, goneAt: null, audio: false, video: false, screen: false });
      changed = true;
    }
    return changed;
  }

  private setTab(userId: string, peerId: string | null, sends: Partial<MediaStateEvent>, now: number): void {
    const entry = this.entries.get(userId);
    if (!entry) return;
    if (peerId === null) {
      if (entry.peerId !== null) entry.goneAt ??= now;
      return;
    }
    const { audio = false, video = false, screen = false } = sends;
    const onUntil = { ...entry.onUntil };
    for (const kind of ["audio", "video", "screen"] as const) if (entry[kind]) onUntil[kind] = now;
    Object.assign(entry, { peerId, audio, video, screen, onUntil, goneAt: null, stateAt: sends.timestamp ?? 0 });
  }
}
