/** From getStats to one word: good, fair or poor. */
import type { Quality } from "./types";

/** Running totals of one connection, as getStats counts them. */
export interface Totals {
  received: number;
  lost: number;
  /** Share of what we sent that the other side reports as lost, 0 to 1. */
  lossOut: number;
  /** Seconds. */
  roundTrip: number;
  jitter: number;
  freezes: number;
}

interface Rated {
  loss: number;
  roundTrip: number;
  jitter: number;
  freezes: number;
}

const FAIR = { loss: 0.03, roundTrip: 0.3, jitter: 0.05 };
const POOR = { loss: 0.1, roundTrip: 0.7, jitter: 0.15 };

export function readTotals(report: RTCStatsReport): Totals {
  const totals: Totals = { received: 0, lost: 0, lossOut: 0, roundTrip: 0, jitter: 0, freezes: 0 };
  report.forEach((stat: Record<string, unknown>) => {
    const number = (name: string) => (typeof stat[name] === "number" ? stat[name] : 0);
    if (stat.type === "inbound-rtp") {
      totals.received += number("packetsReceived");
      totals.lost += Math.max(0, number("packetsLost"));
      totals.jitter = Math.max(totals.jitter, number("jitter"));
      if (stat.kind === "video") totals.freezes += number("freezeCount");
    } else if (stat.type === "remote-inbound-rtp") {
      totals.lossOut = Math.max(totals.lossOut, number("fractionLost"));
    } else if (stat.type === "candidate-pair" && stat.nominated === true && stat.state === "succeeded") {
      totals.roundTrip = Math.max(totals.roundTrip, number("currentRoundTripTime"));
    }
  });
  return totals;
}

export function rate({ loss, roundTrip, jitter, freezes }: Rated): Quality {
  if (loss >= POOR.loss || roundTrip >= POOR.roundTrip || jitter >= POOR.jitter) return "poor";
  if (loss >= FAIR.loss || roundTrip >= FAIR.roundTrip || jitter >= FAIR.jitter || freezes > 0) return "fair";
  return "good";
}

/** Rates a connection from one look to the next; a word changes only when two looks in a row agree. */
export class QualityMeter {
  private before: Totals | null = null;
  private last: Quality = "unknown";
  private shown: Quality = "unknown";

  get quality(): Quality {
    return this.shown;
  }

  look(now: Totals): Quality {
    const before = this.before;
    this.before = now;
    // Counters that ran backwards belong to a new connection.
    if (!before || now.received < before.received) return this.shown;
    const lost = Math.max(0, now.lost - before.lost);
    const all = lost + now.received - before.received;
    const rated = rate({
      loss: Math.max(all > 0 ? lost / all : 0, now.lossOut),
      roundTrip: now.roundTrip,
      jitter: now.jitter,
      freezes: Math.max(0, now.freezes - before.freezes),
    });
    if (rated === this.last || this.shown === "unknown") this.shown = rated;
    this.last = rated;
    return this.shown;
  }

  reset(): void {
    this.before = null;
    this.last = this.shown = "unknown";
  }
}
