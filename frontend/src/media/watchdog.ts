/** Decides when a pair that is not connected is helped, and how: ask again, restart ICE, make it anew. */

export const PATIENCE_MS = 5_000;
export const LONGEST_PATIENCE_MS = 20_000;
export const RESEND_MS = 2_500;
/** A short dip heals by itself; a restart during it would only cost more. */
export const DIP_MS = 2_000;
/** After this the person is told, while it is still being tried. */
export const TELL_MS = 10_000;

export type Step = "wait" | "resend" | "restart" | "recreate";

export interface Facts {
  state: RTCPeerConnectionState;
  /** An offer is out and nothing came back. */
  unanswered: boolean;
  /** A description could not be applied: this connection will never work. */
  broken: boolean;
  /** The socket is there to carry what a step sends. */
  reachable: boolean;
}

export class Watchdog {
  private troubleSince: number;
  private stepAt: number;
  private sentAt: number;
  private patience = PATIENCE_MS;
  private restarted = false;
  private everConnected = false;

  constructor(now: number) {
    this.troubleSince = this.stepAt = this.sentAt = now;
  }

  /** How long the pair has been without a connection, ms; 0 while it is connected. */
  troubleFor(now: number): number {
    return this.troubleSince === Infinity ? 0 : now - this.troubleSince;
  }

  get wasConnected(): boolean {
    return this.everConnected;
  }

  /** What the offering side should do now; called about twice a second and at each change of state. */
  next(now: number, facts: Facts): Step {
    if (facts.state === "connected" && !facts.broken) {
      // A restart may be under way on a connection that still works, and its offer may have been lost.
      this.settle();
      return facts.unanswered && facts.reachable && now - this.sentAt >= RESEND_MS ? this.resend(now) : "wait";
    }
    if (this.troubleSince === Infinity) this.troubleSince = this.stepAt = now;
    if (!facts.reachable) return "wait";
    const waited = now - this.stepAt;
    if (waited >= this.patienceFor(facts)) return this.escalate(now, facts);
    return facts.unanswered && now - this.sentAt >= RESEND_MS ? this.resend(now) : "wait";
  }

  /** An offer went out for another reason than `next`. */
  sent(now: number): void {
    this.sentAt = now;
  }

  /** A new connection took the place of the old: count from here, but keep what was learnt about patience. */
  renewed(now: number): void {
    if (this.troubleSince === Infinity) this.troubleSince = now;
    this.stepAt = this.sentAt = now;
    this.restarted = false;
  }

  private patienceFor(facts: Facts): number {
    const extra = this.patience - PATIENCE_MS;
    if (facts.broken || facts.state === "closed") return extra + 1_000;
    if (this.restarted) return this.patience;
    if (facts.state === "failed") return extra;
    return facts.state === "disconnected" ? DIP_MS : this.patience;
  }

  private escalate(now: number, facts: Facts): Step {
    this.stepAt = this.sentAt = now;
    const anew = this.restarted || facts.unanswered || facts.broken || facts.state === "closed";
    this.restarted = !anew;
    if (!anew) return "restart";
    this.patience = Math.min(this.patience * 1.5, LONGEST_PATIENCE_MS);
    return "recreate";
  }

  private resend(now: number): Step {
    this.sentAt = now;
    return "resend";
  }

  private settle(): void {
    this.everConnected = true;
    this.troubleSince = Infinity;
    this.patience = PATIENCE_MS;
    this.restarted = false;
  }
}
