/**
 * Each durable event once and in order, over lost connections. After a reconnect the missed events (up to the
 * welcome's seq) come by catch-up, and what happens meanwhile waits until `head` says that they are complete.
 */
export interface Sequenced {
  seq: number;
}

export class Order<E extends Sequenced> {
  /** The largest seq or head seen; null before the first welcome. */
  private seen: number | null = null;
  private catchingUpTo: number | null = null;
  private waiting: E[] = [];

  /** A welcome whose snapshot stands at `seq`. Returns `since` for a catch-up, or null when nothing can be missing. */
  welcomed(seq: number): number | null {
    this.waiting = [];
    const since = this.seen;
    if (since === null || since >= seq) {
      this.seen = seq;
      this.catchingUpTo = null;
      return null;
    }
    this.catchingUpTo = seq;
    return since;
  }

  /** What to do with a durable event: apply it, apply it as a replay of the past, or nothing (yet). */
  take(event: E): "live" | "replay" | null {
    if (this.seen !== null && event.seq <= this.seen) return null;
    if (this.catchingUpTo !== null && event.seq > this.catchingUpTo) {
      this.waiting.push(event);
      return null;
    }
    this.seen = event.seq;
    return this.catchingUpTo === null ? "live" : "replay";
  }

  /** The catch-up is complete up to `seq`. Returns what waited, in order and without doubles. */
  reached(seq: number): E[] {
    if (this.catchingUpTo === null) {
      this.seen = Math.max(this.seen ?? 0, seq);
      return [];
    }
    const base = Math.max(this.seen ?? 0, this.catchingUpTo);
    const waiting = this.waiting.sort((a, b) => a.seq - b.seq);
    this.catchingUpTo = null;
    this.waiting = [];
    this.seen = base;
    const released = waiting.filter((event) => this.take(event) !== null);
    this.seen = Math.max(this.seen, seq);
    return released;
  }
}
