/**
 * Signals from a tab that is not known yet: an offer may overtake the news that its sender is here.
 * They wait a little, and are handed over when that tab becomes known.
 */
const WAIT_MS = 15_000;
const MOST = 400;

interface Held<T> {
  event: T;
  at: number;
}

export class EarlySignals<T extends { from: string; fromPeer: string }> {
  private held: Held<T>[] = [];

  keep(event: T, now: number): void {
    this.held = this.held.filter(({ at }) => now - at < WAIT_MS);
    if (this.held.length < MOST) this.held.push({ event, at: now });
  }

  /** What came from this tab, in order; it is forgotten here. */
  take(from: string, fromPeer: string, now: number): T[] {
    const mine = this.held.filter(({ event }) => event.from === from && event.fromPeer === fromPeer);
    if (mine.length > 0) this.held = this.held.filter((item) => !mine.includes(item));
    return mine.filter(({ at }) => now - at < WAIT_MS).map(({ event }) => event);
  }
}
