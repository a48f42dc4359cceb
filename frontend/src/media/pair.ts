/**
 * Me and one other person's media tab, through as many connections as it takes.
 *
 * The offering side makes the connections and every offer, restarts ICE and starts anew; the other side follows the
 * newest `pair`, and asks for an offer when what it may send or expects has changed. So two offers do not meet: a browser
 * that has to take one back may play nothing of what it negotiates next.
 */
import { isSame, type Directions } from "./directions";
import { expiryOf } from "./ice";
import { Peer, type Outgoing } from "./peer";
import { isOlder, newPairId } from "./pairid";
import { QualityMeter, readTotals } from "./quality";
import type {
  CandidateEvent,
  Connection,
  DescriptionEvent,
  Kind,
  NegotiationNeededEvent,
  Quality,
} from "./types";
import { DIP_MS, RESEND_MS, TELL_MS, Watchdog } from "./watchdog";

export interface PairOptions {
  userId: string;
  peerId: string;
  /** True for the one of the two who joined later; see `setOffering`. */
  offering: boolean;
  outgoing: Outgoing;
  iceServers(): Promise<RTCIceServer[]>;
  tell(type: Told, payload: Record<string, unknown>): void;
  onChange(): void;
}

type Told = "offer" | "answer" | "ice-candidate" | "negotiation-needed";

/** Candidates that overtook their offer: kept this long, for the few pairs that can be under way at once. */
const MOST_EARLY = 300;

/** Who does not offer when asked (a page that was changed, a program that does not know how) gets an offer instead. */
const MOST_ASKED = 2;

/** A relay may end a path whose credentials have run out, so new paths are taken this long before. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** Not more often, whatever this machine's clock makes of the expiry. */
const RENEW_APART_MS = 30 * 60_000;

export class Pair {
  readonly userId: string;
  readonly peerId: string;
  peer: Peer | null = null;

  private outgoing: Outgoing;
  private readonly meter = new QualityMeter();
  private readonly watchdog: Watchdog;
  private early: CandidateEvent[] = [];
  private offering: boolean;
  /** The name of the newest connection, which may still be being made, and whether it was made here. */
  private newest = "";
  private newestIsMine = false;
  private making = false;
  private restartWhenReachable = false;
  /** The other side has asked for an offer while one was out. */
  private offerAfterAnswer = false;
  /** What was asked for last, when, and how often. */
  private asked: { directions: Directions; at: number; times: number } | null = null;
  private renewAt = Infinity;
  private reachable = true;
  private closed = false;

  constructor(private readonly options: PairOptions) {
    this.userId = options.userId;
    this.peerId = options.peerId;
    this.outgoing = options.outgoing;
    this.watchdog = new Watchdog(Date.now());
    this.offering = options.offering;
    if (this.offering) void this.recreate();
  }

  get connected(): boolean {
    return this.peer?.state === "connected";
  }

  connection(now = Date.now()): Connection {
    if (this.connected) return "connected";
    if (this.watchdog.troubleFor(now) >= TELL_MS) return "failed";
    if (!this.watchdog.wasConnected) return "connecting";
    // On a busy machine a connection wavers while everything is still seen and heard.
    return this.watchdog.troubleFor(now) < DIP_MS ? "connected" : "reconnecting";
  }

  /** Who was away so long that they joined anew are the later one now. A standing connection stays. */
  setOffering(offering: boolean): void {
    this.offering = offering;
  }

  get quality(): Quality {
    return this.connected ? this.meter.quality : "unknown";
  }

  /** Looks at the connection's counters; a few times a minute is enough. */
  async measure(): Promise<void> {
    if (this.peer && this.connected) this.meter.look(readTotals(await this.peer.connection.getStats()));
    else this.meter.reset();
  }

  /** New tracks, rights or size of the room. */
  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    const peer = this.peer;
    if (!peer) return;
    // A connection that is being made is described with this anyway.
    void peer.send(outgoing).then(() => (this.offering || this.connected) && this.renegotiate());
  }

  /** What is live from the other side, as the room says. */
  hear(live: ReadonlySet<Kind>): void {
    this.peer?.hear(live);
  }

  /** The server refuses to pass on that we send something. True where an offer that says so is taken back. */
  takeBack(): boolean {
    const peer = this.peer;
    if (!peer?.oversteps) return false;
    this.watchdog.sent(Date.now());
    void peer.offerAgain();
    return true;
  }

  /** The watchdog's turn; about twice a second. */
  tick(reachable: boolean, now = Date.now()): void {
    this.reachable = reachable;
    const peer = this.peer;
    if (this.closed || this.making) return;
    if (!peer) return void (this.offering && reachable && this.recreate());
    const facts = { state: peer.state, unanswered: peer.unanswered, broken: peer.broken, reachable };
    const step = this.watchdog.next(now, facts);
    if (step === "resend" && !peer.hopeless) return void peer.offer();
    if (this.connected) this.renegotiate();
    if (!this.offering) return;
    if (step === "restart") void this.restartIce();
    else if (step === "recreate") void this.recreate();
    else if (!reachable || peer.unanswered) return;
    else if (this.restartWhenReachable || now >= this.renewAt) void this.restartIce();
    else if (this.offerAfterAnswer) this.offerAsAsked(peer);
  }

  /** The socket is back: a connection that stands is left alone, anything else starts anew. */
  resync(): void {
    this.reachable = true;
    if (this.offering && !this.connected && !this.making) void this.recreate();
    else if (this.connected && this.peer?.unanswered) void this.peer.offer();
  }

  /** The network changed under us: ask for new paths as soon as the socket can carry the question. */
  networkChanged(): void {
    if (this.offering) this.restartWhenReachable = true;
  }

  receiveOffer({ sdp, pair, offerId }: DescriptionEvent): void {
    if (this.closed || this.isOutdated(pair)) return;
    // A program that offers although it is our turn gets its way only where ours does not stand.
    if (this.offering && this.connected && pair !== this.newest) return;
    // Both have offered at once: the side that makes the connections gives way, and asks for its paths once more.
    if (pair === this.newest && this.peer?.unanswered) {
      if (!this.offering) return;
      if (this.peer.isRestarting) this.restartWhenReachable = true;
    }
    void this.answer(sdp, pair, offerId);
  }

  receiveAnswer({ sdp, pair, offerId }: DescriptionEvent): void {
    if (this.peer?.pair === pair) void this.peer.receiveAnswer(sdp, offerId);
  }

  /** The other side may send or expects something else now; copies of a request cost no more than one offer each. */
  receiveRequest({ pair }: NegotiationNeededEvent): void {
    const peer = this.peer;
    if (peer?.pair !== pair || !this.offering) return;
    if (peer.unanswered) this.offerAfterAnswer = true;
    else this.offerAsAsked(peer);
  }

  receiveCandidate(event: CandidateEvent): void {
    if (this.peer?.pair === event.pair) void this.peer.receiveCandidate(event.candidate);
    else if (!this.isOutdated(event.pair)) this.keepEarly(event);
  }

  close(): void {
    this.closed = true;
    this.peer?.close();
    this.peer = null;
  }

  /** Only names that were made by the same tab can be compared. */
  private isOutdated(pair: string): boolean {
    return !this.newestIsMine && isOlder(pair, this.newest);
  }

  private async answer(sdp: string, pair: string, offerId: string | undefined): Promise<void> {
    const known = this.peer;
    await this.adopt(pair);
    if (this.peer?.pair !== pair) return;
    if (this.peer === known) await this.freshen(known);
    await this.peer.receiveOffer(sdp, offerId);
  }

  /** Whoever may send more or less, or expects it, says so: with an offer, or by asking for one. */
  private renegotiate(): void {
    const peer = this.peer;
    if (!peer?.directionsDiffer) this.asked = null;
    else if (this.offering) void peer.renegotiate(() => this.watchdog.sent(Date.now()));
    else this.ask(peer, Date.now());
  }

  private ask(peer: Peer, now: number): void {
    const { directions } = peer;
    const before = this.asked && isSame(this.asked.directions, directions) ? this.asked : null;
    if (!this.reachable || peer.unanswered || (before && now - before.at < RESEND_MS)) return;
    const times = (before?.times ?? 0) + 1;
    this.asked = { directions, at: now, times };
    if (times <= MOST_ASKED) this.tell("negotiation-needed", { pair: peer.pair });
    else void peer.renegotiate(() => this.watchdog.sent(now));
  }

  private offerAsAsked(peer: Peer): void {
    this.offerAfterAnswer = false;
    this.watchdog.sent(Date.now());
    void peer.offer();
  }

  private async restartIce(): Promise<void> {
    const peer = this.peer;
    if (!peer) return;
    this.restartWhenReachable = this.offerAfterAnswer = false;
    await this.freshen(peer);
    if (peer !== this.peer) return;
    this.watchdog.sent(Date.now());
    await peer.offer(true);
  }

  /** Relay credentials live for an hour; new paths need fresh ones. */
  private async freshen(peer: Peer): Promise<void> {
    const iceServers = await this.options.iceServers();
    if (peer !== this.peer) return;
    peer.setIceServers(iceServers);
    this.renewAfter(iceServers);
  }

  private renewAfter(iceServers: RTCIceServer[]): void {
    this.renewAt = Math.max(expiryOf(iceServers) - RENEW_BEFORE_MS, Date.now() + RENEW_APART_MS);
  }

  private async recreate(): Promise<void> {
    await this.adopt(newPairId(), true);
    await this.peer?.offer();
  }

  /** Makes the connection of this name take the place of the old; of several under way only the newest counts. */
  private async adopt(pair: string, mine = false): Promise<void> {
    if (this.peer?.pair === pair) return;
    this.newest = pair;
    this.newestIsMine = mine;
    this.making = true;
    const iceServers = await this.options.iceServers();
    if (this.closed || this.newest !== pair || this.peer?.pair === pair) return;
    this.making = false;
    this.peer?.close();
    this.watchdog.renewed(Date.now());
    this.renewAfter(iceServers);
    this.restartWhenReachable = false;
    this.offerAfterAnswer = false;
    this.asked = null;
    this.peer = new Peer({
      pair,
      iceServers,
      outgoing: this.outgoing,
      sendDescription: (type, sdp, offerId) => this.tell(type, { sdp, pair, ...(offerId !== undefined && { offerId }) }),
      sendCandidate: (candidate) => this.tell("ice-candidate", { candidate, pair }),
      onChange: () => this.changed(),
    });
    for (const event of this.early.splice(0)) this.receiveCandidate(event);
    this.options.onChange();
  }

  private changed(): void {
    this.tick(this.reachable);
    this.options.onChange();
  }

  private tell(type: Told, payload: Record<string, unknown>): void {
    this.options.tell(type, { to: this.peerId, ...payload });
  }

  private keepEarly(event: CandidateEvent): void {
    this.early = this.early.filter(({ pair }) => !isOlder(pair, event.pair));
    if (this.early.length < MOST_EARLY) this.early.push(event);
  }
}
