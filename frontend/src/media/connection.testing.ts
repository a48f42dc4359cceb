// A connection for tests without a browser, and what goes into it.
import type { Outgoing } from "./peer";
import { kindSet } from "./rights";

interface Description {
  type: "offer" | "answer" | "rollback";
  sdp: string;
}

/** The states of RFC 8829 with descriptions that hold a version and whether sound is sent; real ones: tests/e2e/media. */
export class FakeConnection {
  connectionState = "connected";
  signalingState = "stable";
  localDescription: Description | null = null;
  remoteDescription: Description | null = null;
  transceivers: { direction: string; sender: object }[] = [];
  /** What the last finished exchange agreed on: whether each side sends sound. */
  agreed: { here: boolean; there: boolean } | null = null;
  private version = 0;

  addTransceiver = () => {
    const sender = { track: null, replaceTrack: () => Promise.resolve(), getParameters: () => ({ encodings: [] }) };
    this.transceivers.push({ direction: "sendrecv", sender });
  };
  getTransceivers = () => {
    while (this.remoteDescription && this.transceivers.length < 4) this.addTransceiver();
    return this.transceivers;
  };
  createOffer = () => Promise.resolve(this.describe("offer"));
  createAnswer = () => Promise.resolve(this.describe("answer"));

  setLocalDescription = (description: Description) => {
    this.localDescription = description;
    if (description.type === "offer") this.signalingState = "have-local-offer";
    else this.settle(description.sdp, this.remoteDescription?.sdp ?? "");
    return Promise.resolve();
  };

  setRemoteDescription = (description: Description) => {
    this.remoteDescription = description;
    if (description.type === "offer") this.signalingState = "have-remote-offer";
    else this.settle(this.localDescription?.sdp ?? "", description.sdp);
    return Promise.resolve();
  };

  getConfiguration = () => ({});
  setConfiguration = () => undefined;
  close = () => undefined;

  private describe(type: "offer" | "answer"): Description {
    this.version += 1;
    const sends = this.transceivers[0]?.direction.startsWith("send") ?? false;
    return { type, sdp: `v=0\r\no=- 1 ${this.version} IN IP4 0\r\nsends=${sends}\r\n` };
  }

  private settle(local: string, remote: string): void {
    this.signalingState = "stable";
    this.agreed = { here: local.includes("sends=true"), there: remote.includes("sends=true") };
  }
}

/** Nothing is on; the microphone may be, or nothing. Everything is expected of the other side. */
export function outgoing(mayTalk: boolean): Outgoing {
  const tracks = { audio: null, video: null, screen: null, screenAudio: null };
  return { tracks, allowed: kindSet((kind) => mayTalk && kind === "audio"), expected: kindSet(() => true), people: 2 };
}
