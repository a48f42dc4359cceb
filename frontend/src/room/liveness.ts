/** Is the other end still there? Ping after 5 s of silence, dead after 10; pure, the clock is the caller's. */

const SILENCE_MS = 5_000;
const DEAD_MS = 10_000;
/** A tick this late means that the machine or the tab was asleep, not that the server was silent. */
const ASLEEP_MS = 4_000;

export class Liveness {
  private heardAt: number;
  private askedAt: number | null = null;
  private tickedAt: number;

  constructor(now: number) {
    this.heardAt = now;
    this.tickedAt = now;
  }

  heard(now: number): void {
    this.heardAt = now;
    this.askedAt = null;
  }

  /** The tab woke up or the network came back: ask at once, and wait less. */
  doubt(now: number): "ping" {
    this.askedAt = now - (DEAD_MS - SILENCE_MS) / 2;
    this.tickedAt = now;
    return "ping";
  }

  tick(now: number): "ping" | "dead" | null {
    const asleep = now - this.tickedAt > ASLEEP_MS;
    this.tickedAt = now;
    if (asleep) return this.doubt(now);
    if (this.askedAt !== null) return now - this.askedAt >= DEAD_MS - SILENCE_MS ? "dead" : null;
    if (now - this.heardAt < SILENCE_MS) return null;
    this.askedAt = now;
    return "ping";
  }
}
