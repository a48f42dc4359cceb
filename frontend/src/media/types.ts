/** What the media engine offers to the page, and what it needs from it: types only. */

/** The four transceivers of a pair; their order is the order of the m-lines in the SDP. */
export const KINDS = ["audio", "video", "screen", "screenAudio"] as const;
export type Kind = (typeof KINDS)[number];

/** A value that React's useSyncExternalStore can read: `snapshot()` is the same object until something changes. */
export interface Readable<T> {
  subscribe(listener: () => void): () => void;
  snapshot(): T;
}

// ---------------------------------------------------------------- devices

/** How a device can be had, and why not. `idle`: nobody has asked the browser yet. */
export type Access =
  | "idle"
  | "asking" // the browser's question is open
  | "granted"
  | "denied" // refused by the person or by a policy of the browser
  | "no-device" // nothing plugged in
  | "busy" // another program holds it
  | "insecure" // the page is not served over https
  | "unsupported"; // this browser has no such thing

export interface DeviceChoice {
  deviceId: string;
  label: string;
}

/** The microphone or the camera. */
export interface DeviceState {
  /** What the person asked for with the button. */
  wanted: boolean;
  /** Sending (or ready to send) sound or picture right now. */
  on: boolean;
  access: Access;
  /** A sentence for the person: what to do about `access`; null when there is nothing to do. */
  advice: string | null;
  /** The live track while it is held; the microphone's stays while muted (disabled), the camera's goes. */
  track: MediaStreamTrack | null;
  /** The device in use or chosen; null is the browser's default. */
  deviceId: string | null;
  choices: readonly DeviceChoice[];
}

/** Something that happened to a device by itself; show it once, then `dismissNotice()`. */
export interface DeviceNotice {
  id: number;
  kind: "microphone" | "camera" | "speaker";
  message: string;
}

export interface DevicesSnapshot {
  microphone: DeviceState;
  camera: DeviceState;
  speaker: {
    /** False where the browser cannot send sound to a chosen speaker. */
    selectable: boolean;
    deviceId: string | null;
    choices: readonly DeviceChoice[];
  };
  notice: DeviceNotice | null;
}

export interface ScreenSnapshot {
  supported: boolean;
  on: boolean;
  track: MediaStreamTrack | null;
  audioTrack: MediaStreamTrack | null;
  /** Why sharing did not start, in words; null when it did or when the person closed the browser's window. */
  problem: string | null;
}

// ---------------------------------------------------------------- the call

/** Where a person stands in the mesh: the first six with picture, six more with sound, then none. */
export type Place = "video" | "audio" | "none";

export type Connection =
  | "none" // the person has no tab with media, or is beyond the mesh
  | "connecting"
  | "connected"
  | "reconnecting" // was connected, and has not been for two seconds; being repaired
  | "failed"; // not connected for ten seconds; still being tried, tell the person

export type Quality = "unknown" | "good" | "fair" | "poor";

/** One other person, as heard and seen here. A track is null while that person does not send it. */
export interface RemoteMedia {
  userId: string;
  peerId: string | null;
  connection: Connection;
  quality: Quality;
  place: Place;
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
  screen: MediaStreamTrack | null;
  screenAudio: MediaStreamTrack | null;
}

export interface MeshSnapshot {
  /** By userId; everybody in the room but me. */
  people: Readonly<Record<string, RemoteMedia>>;
  /** My own place; with "audio" neither camera nor screen goes out, with "none" nothing does. */
  place: Place;
  /** Media moved to another tab of mine; `call.takeOver()` brings it here. */
  elsewhere: boolean;
  /** Who shares a screen, newest last; may hold my own userId. */
  sharing: readonly string[];
  /** What my role may send at all. */
  allowed: Readonly<Record<"audio" | "video" | "screen", boolean>>;
}

export interface SoundSnapshot {
  /** The browser refused to play; show "click to hear" and call `sound.resume()` from the click. */
  blocked: boolean;
}

export interface LevelSnapshot {
  /** My own voice, with hysteresis. */
  speaking: boolean;
  /** The microphone is muted, and yet somebody talks into it. */
  talkingWhileMuted: boolean;
}

// ---------------------------------------------------------------- the wire

/** What media asks of the room's socket; room/socket.ts fits it. */
export interface Signaling {
  readonly peerId: string;
  /** Sends now or drops: a signal that waited would be stale. */
  tell(type: string, payload: Record<string, unknown>): void;
  /** The handler gets the whole event. */
  on(type: string, handler: (event: never) => void): () => void;
  onStatus(handler: (status: "connecting" | "open" | "reconnecting" | "closed", code?: number) => void): () => void;
  /** Whether this tab asks for media (`media=1`) in its next handshake. */
  media: boolean;
  /** Drops the connection and makes a new one at once, with the present `media`. */
  reconnect(): void;
}

/** A person as `welcome` and `join` tell of them; only what media reads. */
export interface Person {
  userId: string;
  joinNumber: number;
  role?: string;
  peerId?: string | null;
  audio?: boolean;
  video?: boolean;
  screen?: boolean;
  connected?: boolean;
}

export interface WelcomeEvent {
  /** The server's time, ms. */
  timestamp?: number;
  peerId: string;
  you: { userId: string; joinNumber: number };
  abilities: readonly string[];
  participants: readonly Person[];
  /** The room's switches. */
  permissions?: Readonly<Record<string, boolean>>;
}

export interface MediaStateEvent {
  userId: string;
  audio: boolean;
  video: boolean;
  screen: boolean;
  peerId: string | null;
  timestamp?: number;
}

export interface LeaveEvent {
  userId: string;
  /** "lost": nothing was heard of them for too long; otherwise they left or were sent away. */
  reason?: string;
  timestamp?: number;
}

export interface DescriptionEvent {
  from: string;
  fromPeer: string;
  sdp: string;
  pair: string;
  /** Names an offer, and in an answer the offer that it answers; other programs may send none. */
  offerId?: string;
}

/** Asks the side that makes the offers for one. */
export interface NegotiationNeededEvent {
  from: string;
  fromPeer: string;
  pair: string;
}

export interface CandidateEvent {
  from: string;
  fromPeer: string;
  candidate: RTCIceCandidateInit | null;
  pair: string;
}
