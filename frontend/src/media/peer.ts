/**
 * One RTCPeerConnection: its four transceivers, its negotiation, its candidates.
 *
 * Everything that touches the connection's descriptions runs one after the other, so that two signals never interleave.
 * One side of a pair makes the connections and the offers. Should two offers meet all the same (the sides have changed
 * places meanwhile, or another program offers), that side gives way (RFC 8829, perfect negotiation).
 */
import { directionsFor, isSame, mediaType, sendsMore, type Directions } from "./directions";
import { applyBudget } from "./encodings";
import { candidateFits, iceUfrag, originVersion } from "./sdp";
import { KINDS, type Kind } from "./types";

export type Tracks = Readonly<Record<Kind, MediaStreamTrack | null>>;

/** What goes into the connection; the same object is offered to each new incarnation. */
export interface Outgoing {
  tracks: Tracks;
  /** Kinds that may be sent at all; the others are negotiated as receive-only. */
  allowed: ReadonlySet<Kind>;
  /** Kinds that are taken from the other side; the others are refused in the description. */
  expected: ReadonlySet<Kind>;
  /** People with picture in the room, oneself included: sets the bit rates. */
  people: number;
}

export interface PeerOptions {
  pair: string;
  iceServers: RTCIceServer[];
  outgoing: Outgoing;
  /** An answer names the offer that it answers, if that had a name. */
  sendDescription(type: "offer" | "answer", sdp: string, offerId: string | undefined): void;
  sendCandidate(candidate: RTCIceCandidateInit | null): void;
  onChange(): void;
}

/** What was last answered, so that another copy of the offer gets the same answer and changes nothing. */
interface Answered {
  offer: string;
  offerId: string | undefined;
  answer: string;
  directions: Directions;
  /** What the first answer to this offer said: copies carry more candidates and are answered anew. */
  first: Directions;
}

const MOST_EARLY_CANDIDATES = 200;
/** An offer that nobody answers is sent this often; then it waits for something to change. */
const MOST_SENT = 20;

export class Peer {
  readonly pair: string;
  readonly connection: RTCPeerConnection;
  /** A description could not be applied; only a new connection helps. */
  broken = false;

  private outgoing: Outgoing;
  private queue: Promise<void> = Promise.resolve();
  private early: RTCIceCandidateInit[] = [];
  /** The newest version that the other side's descriptions have had. */
  private newestVersion = -1;
  /** How many offers were made here, copies not counted: the newest one's name. */
  private offers = 0;
  private answered: Answered | null = null;
  /** Our own directions as they were last put into a description; null before the first. */
  private negotiated: Directions | null = null;
  private timesSent = 0;
  private restarting = false;
  private closed = false;

  constructor(private readonly options: PeerOptions) {
    this.pair = options.pair;
    this.outgoing = options.outgoing;
    this.connection = new RTCPeerConnection({ iceServers: options.iceServers, bundlePolicy: "max-bundle" });
    this.connection.onicecandidate = ({ candidate }) => options.sendCandidate(candidate && plain(candidate));
    this.connection.onconnectionstatechange = () => options.onChange();
    this.connection.onsignalingstatechange = () => options.onChange();
  }

  get state(): RTCPeerConnectionState {
    return this.closed ? "closed" : this.connection.connectionState;
  }

  get unanswered(): boolean {
    return this.connection.signalingState === "have-local-offer";
  }

  /** The transceiver of a kind: m-lines are in the order of KINDS on both sides. */
  transceiver(kind: Kind): RTCRtpTransceiver | undefined {
    return this.connection.getTransceivers()[KINDS.indexOf(kind)];
  }

  /** What the other side sends as this kind; live once negotiated, silent or black until they send. */
  remoteTrack(kind: Kind): MediaStreamTrack | null {
    return this.connection.remoteDescription ? (this.transceiver(kind)?.receiver.track ?? null) : null;
  }

  /** Makes an offer; while one is out it is sent again instead, so that answers cannot be mixed up. */
  offer(restartIce = false): Promise<void> {
    return this.run(async () => {
      if (this.connection.signalingState === "stable") {
        for (const kind of KINDS) if (!this.transceiver(kind)) this.connection.addTransceiver(mediaType(kind));
        await this.describeOffer(restartIce);
      }
      this.timesSent += 1;
      this.sendOffer();
    });
  }

  /** Offers anew if what may be sent or is expected differs from what was negotiated, and nothing else is under way. */
  renegotiate(onOffer: () => void): Promise<void> {
    return this.run(async () => {
      if (this.connection.signalingState !== "stable" || !this.directionsDiffer) return;
      onOffer();
      await this.describeOffer(false);
      this.timesSent = 1;
      this.sendOffer();
    });
  }

  /** The server did not pass our offer on: takes it back and makes one with the present rights. */
  offerAgain(): Promise<void> {
    return this.run(async () => {
      if (this.connection.signalingState !== "have-local-offer") return;
      await this.connection.setLocalDescription({ type: "rollback" });
      await this.describeOffer(this.restarting);
      this.timesSent = 1;
      this.sendOffer();
    });
  }

  /** An offer is out that says we send something we may not send any more. */
  get oversteps(): boolean {
    return this.unanswered && this.negotiated !== null && sendsMore(this.negotiated, this.outgoing.allowed);
  }

  get isRestarting(): boolean {
    return this.restarting;
  }

  /** Sent so often without an answer that once more is of no use. */
  get hopeless(): boolean {
    return this.timesSent >= MOST_SENT;
  }

  /** What is live from the other side; a track of any other kind is silent and black whatever arrives. */
  hear(live: ReadonlySet<Kind>): void {
    for (const kind of KINDS) {
      const track = this.transceiver(kind)?.receiver?.track;
      if (track && track.enabled !== live.has(kind)) track.enabled = live.has(kind);
    }
  }

  receiveOffer(sdp: string, offerId: string | undefined): Promise<void> {
    return this.run(async () => {
      if (!this.isNew(sdp)) return;
      if (this.answered?.offer === sdp && !sendsMore(this.answered.directions, this.outgoing.allowed)) {
        this.options.sendDescription("answer", this.latest(this.answered), offerId);
        return;
      }
      // In have-local-offer this rolls our own offer back.
      await this.connection.setRemoteDescription({ type: "offer", sdp });
      await this.applyOutgoing();
      const { directions } = this;
      const isCopy = offerId !== undefined && this.answered?.offerId === offerId;
      // Of several answers to one offer the first counts, unless it was lost: if wishes differ, there is more to say.
      const first = isCopy && this.answered ? this.answered.first : directions;
      this.negotiated = first;
      await this.connection.setLocalDescription(await this.connection.createAnswer());
      const answer = this.connection.localDescription?.sdp ?? "";
      this.answered = { offer: sdp, offerId, answer, directions, first };
      this.options.sendDescription("answer", answer, offerId);
      await this.addEarlyCandidates();
      await this.applyBudgets();
    });
  }

  receiveAnswer(sdp: string, offerId: string | undefined): Promise<void> {
    return this.run(async () => {
      if (!this.isNew(sdp) || !this.unanswered) return;
      // An offer is sent again when its answer is late, so answers to an earlier one may still be under way.
      if (offerId !== undefined && offerId !== this.offerId) return;
      // After a restart of ICE a true answer has a new fragment; with the old one it answers an earlier copy.
      const known = this.connection.remoteDescription;
      if (this.restarting && known && iceUfrag(known.sdp) === iceUfrag(sdp)) return;
      await this.connection.setRemoteDescription({ type: "answer", sdp });
      this.timesSent = 0;
      await this.addEarlyCandidates();
      await this.applyBudgets();
    });
  }

  receiveCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    return this.run(async () => {
      // The end of candidates is not passed on: signals may be reordered, and what follows must still count.
      if (!candidate?.candidate) return;
      const description = this.connection.remoteDescription;
      if (description && candidateFits(candidate, description.sdp)) await this.addCandidate(candidate);
      else if (this.early.length < MOST_EARLY_CANDIDATES) this.early.push(candidate);
    });
  }

  /** Gives the senders what they are to send now; no negotiation, unless a direction changes (see `directionsDiffer`). */
  send(outgoing: Outgoing): Promise<void> {
    this.outgoing = outgoing;
    return this.run(async () => {
      if (this.connection.getTransceivers().length === 0) return;
      await this.applyOutgoing();
      await this.applyBudgets();
    });
  }

  /** What is wanted of each line now. */
  get directions(): Directions {
    return directionsFor(this.outgoing.allowed, this.outgoing.expected);
  }

  /** True when what may be sent or is expected has changed since the last negotiation. */
  get directionsDiffer(): boolean {
    return this.negotiated !== null && !isSame(this.negotiated, this.directions);
  }

  setIceServers(iceServers: RTCIceServer[]): void {
    if (this.connection.signalingState === "closed") return;
    this.connection.setConfiguration({ ...this.connection.getConfiguration(), iceServers });
  }

  close(): void {
    this.closed = true;
    this.connection.onicecandidate = null;
    this.connection.onconnectionstatechange = null;
    this.connection.onsignalingstatechange = null;
    this.connection.close();
  }

  private get offerId(): string {
    return String(this.offers);
  }

  /** Versions never fall, so what has a lower one was overtaken. */
  private isNew(sdp: string): boolean {
    const version = originVersion(sdp);
    if (version < this.newestVersion) return false;
    this.newestVersion = version;
    return true;
  }

  /** The answer once more, with the candidates that were found since. */
  private latest({ answer }: Answered): string {
    const local = this.connection.localDescription;
    return local?.type === "answer" ? local.sdp : answer;
  }

  private async describeOffer(iceRestart: boolean): Promise<void> {
    await this.applyOutgoing();
    this.negotiated = this.directions;
    this.restarting = iceRestart;
    this.offers += 1;
    await this.connection.setLocalDescription(await this.connection.createOffer({ iceRestart }));
  }

  private async applyOutgoing(): Promise<void> {
    const directions = this.directions;
    for (const [place, kind] of KINDS.entries()) {
      const transceiver = this.transceiver(kind);
      const direction = directions[place];
      if (!transceiver || !direction) continue;
      if (transceiver.direction !== direction) transceiver.direction = direction;
      const track = this.outgoing.allowed.has(kind) ? this.outgoing.tracks[kind] : null;
      if (transceiver.sender.track !== track) await transceiver.sender.replaceTrack(track);
    }
  }

  private async applyBudgets(): Promise<void> {
    for (const kind of KINDS) {
      const sender = this.transceiver(kind)?.sender;
      // A browser that refuses a budget sends with its own; that is no reason to lose the call.
      if (sender) await applyBudget(sender, kind, this.outgoing.people).catch(() => undefined);
    }
  }

  private sendOffer(): void {
    const description = this.connection.localDescription;
    if (description?.type === "offer") this.options.sendDescription("offer", description.sdp, this.offerId);
  }

  private async addEarlyCandidates(): Promise<void> {
    const sdp = this.connection.remoteDescription?.sdp ?? "";
    const fitting = this.early.filter((candidate) => candidateFits(candidate, sdp));
    this.early = this.early.filter((candidate) => !fitting.includes(candidate));
    for (const candidate of fitting) await this.addCandidate(candidate);
  }

  private async addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    // One unusable candidate (an address family this machine lacks, say) says nothing about the others.
    await this.connection.addIceCandidate(candidate).catch(() => undefined);
  }

  private run(step: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(async () => {
      if (this.closed) return;
      try {
        await step();
      } catch (error) {
        if (this.closed) return;
        console.warn("FuseMeet: a connection cannot be negotiated and will be made anew", error);
        this.broken = true;
        this.options.onChange();
      }
    });
    return this.queue;
  }
}

/** The four fields of RTCIceCandidateInit, whatever else a browser's own object holds. */
function plain({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): RTCIceCandidateInit {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
