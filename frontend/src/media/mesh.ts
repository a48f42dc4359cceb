/**
 * The call as a whole: one pair with each other person, kept in step with what the room's socket tells.
 *
 * Any news leads to `update()`, which compares who should be connected with who is; it may be called at any time.
 */
import { Announcer } from "./announcer";
import { Observable } from "./observable";
import { Pair } from "./pair";
import type { Outgoing, Tracks } from "./peer";
import { assignPlaces, lesserPlace } from "./places";
import { expectedKinds, kindSet, kindsOf, liveKinds, NO_KINDS, type Switches } from "./rights";
import { Roster, type Member } from "./roster";
import { deliver, EarlySignals, type Signal } from "./signals";
import {
  type Kind,
  type LeaveEvent,
  type MediaStateEvent,
  type MeshSnapshot,
  type Person,
  type Place,
  type RemoteMedia,
  type Signaling,
  type WelcomeEvent,
} from "./types";
import { remoteMedia, shallowEqual, share, sharingOrder } from "./view";

/** What this person sends: the devices and the shared screen in one. */
export interface LocalMedia {
  tracks(): Tracks;
  subscribe(listener: () => void): () => void;
}

export interface MeshOptions {
  socket: Signaling;
  local: LocalMedia;
  iceServers(): Promise<RTCIceServer[]>;
}

const TICK_MS = 500;
const MEASURE_MS = 3_000;
/** As long as the server may still answer what was sent before a change of rights. */
const CORRECTED_MS = 3_000;
const NO_TRACKS: Tracks = { audio: null, video: null, screen: null, screenAudio: null };

export class Mesh extends Observable<MeshSnapshot> {
  readonly pairs = new Map<string, Pair>();

  private readonly roster = new Roster();
  private readonly early = new EarlySignals();
  private readonly sent = new Map<string, Outgoing>();
  private readonly undo: (() => void)[] = [];
  private me: { userId: string; joinNumber: number } | null = null;
  /** Until the room says otherwise. */
  private allowed: ReadonlySet<Kind> = kindSet(() => true);
  /** The server has refused what this page takes to be allowed: nothing is offered until it says what is. */
  private doubted = false;
  private allowedAt = -Infinity;
  private switches: Switches = {};
  private sharing: readonly string[] = [];
  private readonly announcer: Announcer;
  private reachable = false;
  private elsewhere = false;
  private left = false;
  private measuredAt = 0;

  constructor(private readonly options: MeshOptions) {
    super({
      people: {},
      place: "none",
      elsewhere: false,
      sharing: [],
      allowed: { audio: true, video: true, screen: true },
    });
    this.announcer = new Announcer((state) => options.socket.tell("media-state", { ...state }));
    this.listen();
    const timer = setInterval(() => this.tick(), TICK_MS);
    this.undo.push(
      () => clearInterval(timer),
      options.local.subscribe(() => this.update()),
    );
  }

  /** Brings the media to this tab; the one that has them is told by the server. */
  takeOver(): void {
    if (this.left || !this.elsewhere) return;
    this.reachable = false;
    this.options.socket.media = true;
    this.options.socket.reconnect(); // the welcome that follows says that the media are here
  }

  /** The machine's network changed: all pairs look for new paths. */
  networkChanged(): void {
    for (const pair of this.pairs.values()) pair.networkChanged();
  }

  leave(): void {
    this.left = true;
    for (const undo of this.undo.splice(0)) undo();
    this.update();
  }

  private listen(): void {
    const { socket } = this.options;
    const signal = (type: Signal["type"]) => (event: never) => this.receive({ type, event } as Signal);
    this.undo.push(
      socket.onStatus((status) => {
        if (status !== "open") this.reachable = false;
      }),
      socket.on("welcome", (event: WelcomeEvent) => this.welcome(event)),
      socket.on("join", (event: Person) => this.join(event)),
      socket.on("leave", (event: LeaveEvent) => this.personLeft(event)),
      socket.on("media-state", (event: MediaStateEvent) => this.mediaState(event)),
      socket.on("abilities", (event: { abilities: readonly string[] }) => this.setAbilities(event.abilities)),
      socket.on("room", (event: { permissions: Switches }) => this.setSwitches(event.permissions)),
      socket.on("classroom-permissions", (event: Switches) => this.setSwitches({ ...this.switches, ...event })),
      socket.on("error", (event: { code: string }) => this.refused(event.code)),
      socket.on("offer", signal("offer")),
      socket.on("answer", signal("answer")),
      socket.on("negotiation-needed", signal("negotiation-needed")),
      socket.on("ice-candidate", signal("ice-candidate")),
    );
  }

  private welcome(event: WelcomeEvent): void {
    this.me = event.you;
    this.switches = event.permissions ?? {};
    this.reachable = true;
    this.announcer.forget();
    this.roster.welcome(event, Date.now());
    const mine = event.participants.find(({ userId }) => userId === event.you.userId);
    this.setElsewhere(!this.options.socket.media || (mine?.peerId ?? event.peerId) !== event.peerId);
    // Those that outlived the loss of the socket are seen to first: update() makes the new ones.
    for (const pair of this.pairs.values()) {
      if (this.roster.get(pair.userId)?.peerId === pair.peerId) pair.resync();
    }
    this.setAbilities(event.abilities);
  }

  private join(person: Person): void {
    if (person.userId === this.me?.userId) return;
    this.roster.join(person);
    this.update();
  }

  private personLeft(event: LeaveEvent): void {
    this.roster.leave(event, Date.now());
    this.update();
  }

  private mediaState(event: MediaStateEvent): void {
    if (event.userId !== this.me?.userId) this.roster.mediaState(event, Date.now());
    else if (event.peerId !== null) this.myState(event);
    this.update();
  }

  private myState(event: MediaStateEvent): void {
    this.setElsewhere(event.peerId !== this.options.socket.peerId);
    this.announcer.heard(event);
  }

  private setAbilities(abilities: readonly string[]): void {
    const allowed = kindsOf(abilities);
    if (allowed !== this.allowed) this.allowedAt = Date.now();
    this.allowed = allowed;
    this.doubted = false;
    this.update();
  }

  private setSwitches(switches: Switches): void {
    this.switches = switches;
    this.update();
  }

  /**
   * A description was not passed on, because it says that we send what we may not. Offers made with rights that are
   * gone by now are made again; if there is none, this page knows less than the server, and receives only until told.
   */
  private refused(code: string): void {
    if (code !== "media_not_allowed") return;
    const takenBack = [...this.pairs.values()].filter((pair) => pair.takeBack());
    // An answer was refused that is corrected already.
    if (takenBack.length > 0 || Date.now() - this.allowedAt < CORRECTED_MS) return;
    this.doubted = true;
    this.update();
    for (const pair of this.pairs.values()) pair.takeBack();
  }

  private setElsewhere(elsewhere: boolean): void {
    this.elsewhere = elsewhere;
    // A reconnect of its own accord must not take the media back from the newer tab.
    if (elsewhere) this.options.socket.media = false;
  }

  private receive(signal: Signal): void {
    const { from, fromPeer } = signal.event;
    const pair = this.pairs.get(from);
    if (pair?.peerId === fromPeer) deliver(pair, signal);
    else if (!this.left && !this.elsewhere) this.early.keep(signal, Date.now());
  }

  private tick(): void {
    const now = Date.now();
    for (const pair of this.pairs.values()) pair.tick(this.reachable, now);
    this.roster.sweep(now, (userId) => this.pairs.get(userId)?.connected ?? false);
    if (now - this.measuredAt >= MEASURE_MS) {
      this.measuredAt = now;
      for (const pair of this.pairs.values()) void pair.measure();
    }
    this.update();
  }

  private places(): Map<string, Place> {
    const withMedia: { userId: string; joinNumber: number }[] = [];
    for (const member of this.roster.members()) if (member.peerId) withMedia.push(member);
    if (this.me && !this.elsewhere) withMedia.push(this.me);
    return assignPlaces(withMedia);
  }

  private update(): void {
    const places = this.places();
    const mine = this.myPlace(places);
    const people = [...places.values()].filter((place) => place === "video").length;
    const allowed = this.doubted ? NO_KINDS : this.allowed;
    const now = Date.now();
    const wanted = new Set<string>();
    for (const member of this.roster.members()) {
      const place = lesserPlace(mine, places.get(member.userId) ?? "none");
      if (place === "none" || !member.peerId) continue;
      wanted.add(member.userId);
      const expected = expectedKinds(member, this.switches, now);
      this.keepPair(member, member.peerId, { tracks: this.tracksFor(place), allowed, expected, people });
      this.pairs.get(member.userId)?.hear(liveKinds(member));
    }
    for (const userId of [...this.pairs.keys()]) if (!wanted.has(userId)) this.closePair(userId);
    this.announce(mine);
    this.publish();
  }

  private myPlace(places: Map<string, Place>): Place {
    return this.me && !this.left && !this.elsewhere ? (places.get(this.me.userId) ?? "none") : "none";
  }

  private keepPair(member: Member, peerId: string, outgoing: Outgoing): void {
    if (this.pairs.get(member.userId)?.peerId !== peerId) this.closePair(member.userId);
    const pair = this.pairs.get(member.userId);
    pair?.setOffering(this.offersTo(member));
    if (!pair) {
      this.makePair(member, peerId, outgoing);
    } else if (!sameOutgoing(this.sent.get(member.userId), outgoing)) {
      this.sent.set(member.userId, outgoing);
      pair.send(outgoing);
    }
  }

  private offersTo({ joinNumber }: Member): boolean {
    return (this.me?.joinNumber ?? 0) > joinNumber;
  }

  private makePair(member: Member, peerId: string, outgoing: Outgoing): void {
    const { userId } = member;
    const pair = new Pair({
      userId,
      peerId,
      offering: this.offersTo(member),
      outgoing,
      iceServers: this.options.iceServers,
      tell: (type, payload) => this.options.socket.tell(type, payload),
      onChange: () => this.publish(),
    });
    this.pairs.set(userId, pair);
    this.sent.set(userId, outgoing);
    for (const signal of this.early.take(userId, peerId, Date.now())) deliver(pair, signal);
  }

  private closePair(userId: string): void {
    this.pairs.get(userId)?.close();
    this.pairs.delete(userId);
    this.sent.delete(userId);
  }

  private tracksFor(place: Place): Tracks {
    const tracks = this.options.local.tracks();
    return place === "video" ? tracks : { ...NO_TRACKS, audio: tracks.audio };
  }

  /** Tells the room what goes out from here: what is on, allowed, and within my place. */
  private announce(mine: Place): void {
    if (!this.reachable || this.elsewhere || this.left) return;
    const tracks = mine === "none" ? NO_TRACKS : this.tracksFor(mine);
    const sends = (kind: Kind) => this.allowed.has(kind) && (tracks[kind]?.enabled ?? false);
    const state = { audio: sends("audio"), video: sends("video"), screen: sends("screen") };
    this.announcer.tell(state, Date.now());
  }

  private publish(): void {
    const places = this.places();
    const mine = this.myPlace(places);
    const people: Record<string, RemoteMedia> = {};
    for (const member of this.roster.members()) {
      const place = lesserPlace(mine, places.get(member.userId) ?? "none");
      people[member.userId] = remoteMedia(member, this.pairs.get(member.userId), place);
    }
    const allowed = {
      audio: this.allowed.has("audio"),
      video: this.allowed.has("video"),
      screen: this.allowed.has("screen"),
    };
    const sharing = this.whoShares(mine);
    this.replace(share(this.snapshot(), { people, place: mine, elsewhere: this.elsewhere, sharing, allowed }));
  }

  private whoShares(mine: Place): readonly string[] {
    const now = [...this.roster.members()].filter(({ screen }) => screen).map(({ userId }) => userId);
    const screen = this.options.local.tracks().screen;
    if (this.me && mine === "video" && screen && this.allowed.has("screen")) now.push(this.me.userId);
    this.sharing = sharingOrder(this.sharing, now);
    return this.sharing;
  }
}

function sameOutgoing(a: Outgoing | undefined, b: Outgoing): boolean {
  return !!a && a.allowed === b.allowed && a.expected === b.expected && a.people === b.people && shallowEqual(a.tracks, b.tracks);
}
