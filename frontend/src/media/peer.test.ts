import { beforeEach, afterEach, describe, expect, it, vi } from "vitest";
import { FakeConnection, outgoing } from "./connection.testing";
import { Peer } from "./peer";

type Sent = [type: "offer" | "answer", sdp: string, offerId: string | undefined];

class Side {
  sent: Sent[] = [];
  readonly peer = new Peer({
    pair: "p",
    iceServers: [],
    outgoing: outgoing(false),
    sendDescription: (...sent) => void this.sent.push(sent),
    sendCandidate: () => undefined,
    onChange: () => undefined,
  });

  get agreed() {
    return (this.peer.connection as unknown as FakeConnection).agreed;
  }

  async mayTalk(): Promise<void> {
    await this.peer.send(outgoing(true));
    await this.peer.renegotiate(() => undefined);
  }

  /** Takes what the other has sent at this place, as it was then. */
  async take([type, sdp, offerId]: Sent): Promise<void> {
    await (type === "offer" ? this.peer.receiveOffer(sdp, offerId) : this.peer.receiveAnswer(sdp, offerId));
  }
}

let one: Side;
let other: Side;

beforeEach(async () => {
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  one = new Side();
  other = new Side();
  await one.peer.offer();
  await other.take(one.sent[0]!);
  await one.take(other.sent[0]!);
  expect(one.agreed).toEqual({ here: false, there: false });
  one.sent = [];
  other.sent = [];
});

afterEach(() => vi.unstubAllGlobals());

describe("one side's negotiation", () => {
  it("does not take the answer to an earlier offer for the answer to its newest", async () => {
    await one.peer.offer();
    await one.peer.offer(); // its answer is late, so it goes out once more
    expect(one.sent[0]).toEqual(one.sent[1]);
    for (const copy of one.sent.splice(0)) await other.take(copy);
    const [first, second] = other.sent.splice(0);
    await one.take(first!);
    // Meanwhile both may talk, and this side says so; then the second answer arrives.
    await one.mayTalk();
    await one.take(second!);
    expect(one.peer.unanswered).toBe(true);
    await other.peer.send(outgoing(true));
    await other.take(one.sent.at(-1)!);
    await one.take(other.sent.at(-1)!);
    expect(one.agreed).toEqual({ here: true, there: true });
    expect(other.agreed).toEqual({ here: true, there: true });
  });

  it("gives another copy of an offer the same answer, and lets its own newer offer stand", async () => {
    await one.peer.offer();
    await one.peer.offer();
    const [offer, copy] = one.sent.splice(0);
    await other.take(offer!);
    await one.take(other.sent[0]!);
    await other.mayTalk();
    await other.take(copy!);
    expect(other.sent.map(([type]) => type)).toEqual(["answer", "offer", "answer"]);
    expect(other.sent[2]).toEqual(other.sent[0]);
    expect(other.peer.unanswered).toBe(true);
    await one.take(other.sent[1]!);
    await other.take(one.sent.at(-1)!);
    expect(one.agreed).toEqual({ here: false, there: true });
    expect(other.agreed).toEqual({ here: true, there: false });
  });

  it("does not take its second answer to one offer for the one that counts", async () => {
    await one.peer.offer();
    const [offer] = one.sent;
    await other.take(offer!);
    await one.take(other.sent[0]!);
    await other.peer.send(outgoing(true));
    // A copy that has more candidates by now; its answer finds nobody waiting for it.
    await other.take([offer![0], `${offer![1]}a=candidate:1\r\n`, offer![2]]);
    await one.take(other.sent[1]!);
    expect(one.agreed?.there).toBe(false);
    expect(other.peer.directionsDiffer).toBe(true);
  });

  it("answers a copy anew when its answer says more than it may send by now", async () => {
    await other.peer.send(outgoing(true));
    await one.peer.offer();
    const [offer] = one.sent.splice(0);
    await other.take(offer!);
    await other.peer.send(outgoing(false));
    await other.take(offer!);
    const [sending, silent] = other.sent;
    expect([sending?.[1], silent?.[1]]).toEqual([
      expect.stringContaining("sends=true"),
      expect.stringContaining("sends=false"),
    ]);
    await one.take(silent!);
    expect(one.agreed?.there).toBe(false);
  });

  it("takes the answer of a program that does not name the offer", async () => {
    await one.peer.offer();
    const [, sdp] = one.sent[0]!;
    await other.peer.receiveOffer(sdp, undefined);
    const [, answer, offerId] = other.sent[0]!;
    expect(offerId).toBeUndefined();
    await one.peer.receiveAnswer(answer, undefined);
    expect(one.peer.unanswered).toBe(false);
  });
});
