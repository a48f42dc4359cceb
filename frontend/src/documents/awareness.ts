// Who has the document open and where their cursor is: short-lived, never saved, at most 16 messages a second.
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";

/** What one tells of oneself; the server adds who one is. */
export type LocalState = Record<string, unknown>;

/** Another connection's state. The user is the server's word, the rest is its sender's and may be anything. */
export interface RemoteState {
  clientId: number;
  user: { id: string; name: string };
  fields: Record<string, unknown>;
}

/** The server passes on 20 a second. */
const SEND_MS = 60;

export class DocumentAwareness {
  /** A new one for each connection: the server holds an id to be its connection's own, and removes it with it. */
  private awareness: Awareness | null = null;
  private local: LocalState | null = null;
  private remotes: readonly RemoteState[] = [];
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waiting = false;

  constructor(private readonly post: (update: Uint8Array) => boolean) {}

  /** Everybody else, one entry a connection; the same array until something changed. */
  readonly snapshot = (): readonly RemoteState[] => this.remotes;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Replaces what one tells; null: the document is closed here. */
  setLocal(local: LocalState | null): void {
    this.local = local;
    this.awareness?.setLocalState(local);
  }

  connected(): void {
    this.close();
    const awareness = new Awareness(new Y.Doc());
    this.awareness = awareness;
    // y-protocols starts at clock 0 and ignores remote states of clock 0: this makes the first one count.
    awareness.setLocalState(this.local);
    awareness.on("update", this.updated);
    awareness.on("change", this.changed);
    if (this.local) this.sendSoon();
    this.changed();
  }

  disconnected(): void {
    this.close();
    this.changed();
  }

  receive(update: Uint8Array): void {
    if (this.awareness) applyAwarenessUpdate(this.awareness, update, "remote");
  }

  /** Somebody asks who is here: the server answers for all, so one answers for oneself. */
  sendAll(): void {
    if (this.local) this.sendSoon();
  }

  destroy(): void {
    this.close();
    this.listeners.clear();
  }

  private close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = false;
    this.awareness?.off("update", this.updated);
    this.awareness?.off("change", this.changed);
    this.awareness?.doc.destroy();
    this.awareness = null;
  }

  private sendSoon(): void {
    this.waiting = true;
    if (this.timer !== undefined) return;
    this.sendNow();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.waiting) this.sendSoon();
    }, SEND_MS);
  }

  private sendNow(): void {
    this.waiting = false;
    if (this.awareness) this.post(encodeAwarenessUpdate(this.awareness, [this.awareness.clientID]));
  }

  private readonly updated = (_: unknown, origin: unknown): void => {
    if (origin === "local") this.sendSoon();
  };

  private readonly changed = (): void => {
    const { awareness } = this;
    const states = awareness ? [...awareness.getStates()].filter(([id]) => id !== awareness.clientID) : [];
    this.remotes = states.flatMap(([clientId, state]) => readState(clientId, state) ?? []);
    for (const listener of [...this.listeners]) listener();
  };
}

function readState(clientId: number, state: Record<string, unknown>): RemoteState | null {
  const { user, ...fields } = state;
  if (typeof user !== "object" || user === null) return null;
  const { id, name } = user as Record<string, unknown>;
  return typeof id === "string" && typeof name === "string" ? { clientId, user: { id, name }, fields } : null;
}
