/** The signals of a pair, and a waiting room for those that overtake the news that their sender is here. */
import type { Pair } from "./pair";
import type { CandidateEvent, DescriptionEvent, NegotiationNeededEvent } from "./types";

export type Signal =
  | { type: "offer"; event: DescriptionEvent }
  | { type: "answer"; event: DescriptionEvent }
  | { type: "negotiation-needed"; event: NegotiationNeededEvent }
  | { type: "ice-candidate"; event: CandidateEvent };

export function deliver(pair: Pair, signal: Signal): void {
  switch (signal.type) {
    case "offer":
      return pair.receiveOffer(signal.event);
    case "answer":
      return pair.receiveAnswer(signal.event);
    case "negotiation-needed":
      return pair.receiveRequest(signal.event);
    case "ice-candidate":
      return pair.receiveCandidate(signal.event);
  }
}

const WAIT_MS = 15_000;
const MOST = 400;

/** Signals from tabs that are not known yet wait a little, and are handed over when their tab becomes known. */
export class EarlySignals {
  private held: { signal: Signal; at: number }[] = [];

  keep(signal: Signal, now: number): void {
    this.held = this.held.filter(({ at }) => now - at < WAIT_MS);
    if (this.held.length < MOST) this.held.push({ signal, at: now });
  }

  /** What came from this tab, in order; it is forgotten here. */
  take(from: string, fromPeer: string, now: number): Signal[] {
    const mine = this.held.filter(({ signal: { event } }) => event.from === from && event.fromPeer === fromPeer);
    if (mine.length > 0) this.held = this.held.filter((item) => !mine.includes(item));
    return mine.filter(({ at }) => now - at < WAIT_MS).map(({ signal }) => signal);
  }
}
