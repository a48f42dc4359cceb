// One's own edits that the server has not confirmed: what waits to be sent, and what is under way on this socket.
import * as Y from "yjs";

/** The server takes frames up to 1 MB; a little of that is for the frame around the update. */
export const MAX_UPDATE_BYTES = 1024 * 1024 - 64;

/** The server reads at most 20,000 structs a frame, an update of typing holds one or two; and merging more is slow. */
const MAX_UPDATES_PER_FRAME = 500;

interface Sent {
  /** Which update frame of this socket it was, counted from 1. */
  index: number;
  update: Uint8Array;
}

export class Outbox {
  private waiting: Uint8Array[] = [];
  private underWay: Sent[] = [];
  private framesSent = 0;

  get isEmpty(): boolean {
    return this.waiting.length === 0 && this.underWay.length === 0;
  }

  /** Whether something was never sent on this socket. */
  get isWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** How many update frames went out on this socket. */
  get sent(): number {
    return this.framesSent;
  }

  /** Everything unconfirmed as one update; null: nothing. */
  all(): Uint8Array | null {
    const updates = [...this.underWay.map((sent) => sent.update), ...this.waiting];
    return updates.length > 0 ? Y.mergeUpdates(updates) : null;
  }

  add(update: Uint8Array): void {
    this.waiting.push(update);
  }

  /** A new socket counts from the start, and nothing that the old one carried is known to have arrived. */
  restart(): void {
    this.recall();
    this.framesSent = 0;
  }

  /** What is under way waits again, to be sent anew. */
  recall(): void {
    this.waiting = [...this.underWay.map((sent) => sent.update), ...this.waiting];
    this.underWay = [];
  }

  /** Everything unconfirmed is given up: its copy of the document is dropped. */
  clear(): void {
    this.waiting = [];
    this.underWay = [];
  }

  /** The server committed the first `index` update frames of this socket. */
  confirm(index: number): void {
    this.underWay = this.underWay.filter((sent) => sent.index > index);
  }

  /**
   * Sends what waits, merged into as few frames as the limits allow. `send` answers false when the line is cut;
   * what it did not take waits on. With a state vector, what that side has already is left out.
   */
  flush(send: (update: Uint8Array) => boolean, known?: Uint8Array): void {
    const batches = batch(this.waiting);
    while (batches.length > 0) {
      const updates = batches[0] ?? [];
      const merged = updates.length === 1 && updates[0] ? updates[0] : Y.mergeUpdates(updates);
      const update = known ? Y.diffUpdate(merged, known) : merged;
      if (!isEmptyUpdate(update)) {
        this.framesSent += 1;
        this.underWay.push({ index: this.framesSent, update });
        if (!send(update)) {
          this.framesSent -= 1;
          this.underWay.pop();
          break;
        }
      }
      batches.shift();
    }
    this.waiting = batches.flat();
  }
}

/** No structs and no deletions: two zero bytes. */
function isEmptyUpdate(update: Uint8Array): boolean {
  return update.length === 2 && update[0] === 0 && update[1] === 0;
}

/** Groups of updates, in order, whose sum stays within a frame: merging never makes them larger together. */
function batch(updates: Uint8Array[]): Uint8Array[][] {
  const groups: Uint8Array[][] = [];
  let group: Uint8Array[] = [];
  let bytes = 0;
  for (const update of updates) {
    if (group.length > 0 && (bytes + update.length > MAX_UPDATE_BYTES || group.length >= MAX_UPDATES_PER_FRAME)) {
      groups.push(group);
      group = [];
      bytes = 0;
    }
    group.push(update);
    bytes += update.length;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}
