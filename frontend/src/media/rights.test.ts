import { describe, expect, it } from "vitest";
import { directionsFor, isSame, sendsMore } from "./directions";
import { expectedKinds, kindSet, kindsOf, LINGER_MS, liveKinds, NO_KINDS } from "./rights";
import type { Member } from "./roster";

const CLOSED = { allowMicrophone: false, allowCamera: false, allowScreenShare: false };
const ALL = kindSet(() => true);
const member = (part: Partial<Member> = {}): Member => ({
  userId: "kim",
  joinNumber: 2,
  role: "STUDENT",
  peerId: "tab",
  audio: false,
  video: false,
  screen: false,
  onUntil: { audio: -Infinity, video: -Infinity, screen: -Infinity },
  ...part,
});

describe("what is expected of a person", () => {
  it("is everything from a host, and from whose role is not known", () => {
    expect(expectedKinds(member({ role: "TEACHER" }), CLOSED, 0)).toBe(ALL);
    expect(expectedKinds(member({ role: undefined }), CLOSED, 0)).toBe(ALL);
  });

  it("is what the switches allow to everybody", () => {
    expect([...expectedKinds(member(), { ...CLOSED, allowMicrophone: true }, 0)]).toEqual(["audio"]);
    expect(expectedKinds(member(), CLOSED, 0)).toBe(NO_KINDS);
    expect(expectedKinds(member(), {}, 0)).toBe(ALL);
  });

  it("is also what the server says is on, and for a moment longer", () => {
    expect([...expectedKinds(member({ screen: true }), CLOSED, 0)]).toEqual(["screen", "screenAudio"]);
    const off = member({ onUntil: { audio: 1_000, video: -Infinity, screen: -Infinity } });
    expect([...expectedKinds(off, CLOSED, 1_000 + LINGER_MS - 1)]).toEqual(["audio"]);
    expect(expectedKinds(off, CLOSED, 1_000 + LINGER_MS)).toBe(NO_KINDS);
  });
});

describe("what is live", () => {
  it("is only what the server says is on", () => {
    expect([...liveKinds(member({ audio: true }))]).toEqual(["audio"]);
    expect(liveKinds(member({ role: "OWNER" }))).toBe(NO_KINDS);
  });
});

describe("directions", () => {
  it("say for each line who may send and who listens", () => {
    const sent = kindsOf(["microphone", "camera"]);
    expect(directionsFor(sent, kindSet((kind) => kind === "audio"))).toEqual(["sendrecv", "sendonly", "inactive", "inactive"]);
    expect(directionsFor(NO_KINDS, ALL)).toEqual(["recvonly", "recvonly", "recvonly", "recvonly"]);
  });

  it("overstep when they send what is not allowed, not when they receive it", () => {
    const all = directionsFor(ALL, ALL);
    expect(sendsMore(all, ALL)).toBe(false);
    expect(sendsMore(all, kindsOf(["microphone"]))).toBe(true);
    expect(sendsMore(directionsFor(NO_KINDS, ALL), NO_KINDS)).toBe(false);
    expect(isSame(all, directionsFor(ALL, ALL))).toBe(true);
    expect(isSame(all, directionsFor(ALL, NO_KINDS))).toBe(false);
  });
});
