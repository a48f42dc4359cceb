import { describe, expect, it } from "vitest";
import { participant, welcome } from "../room/testing";
import { recipients } from "../chat/recipients";
import * as people from "./store";

const ada = participant("ada", { role: "OWNER", joinNumber: 7 });
const cai = participant("cai", { joinNumber: 3, audio: true });
const sam = participant("sam", { joinNumber: 5 });
const room = people.welcomed(people.noPeople, welcome({ participants: [ada, cai, sam] }));
const join = (person = cai) => ({ ...person, type: "join" as const, timestamp: 0, seq: 9, id: "s9" });

describe("the people of a room", () => {
  it("are shown hosts first, then by who came first", () => {
    expect(people.inOrder(room).map(({ userId }) => userId)).toEqual(["ada", "cai", "sam"]);
  });

  it("come once, also when they are told twice, and keep what is known of them", () => {
    const again = people.joined(room, join());
    expect(Object.keys(again.here)).toHaveLength(3);
    expect(again.here.cai).toMatchObject({ audio: true, connected: true });
  });

  it("are known by name after they left", () => {
    const after = people.left(room, { userId: "cai" });
    expect(after.here.cai).toBeUndefined();
    expect(after.known.cai).toEqual({ fullName: "CAI", pictureUrl: null });
    expect(people.left(after, { userId: "cai" })).toBe(after);
  });

  it("stop speaking when they mute or drop out", () => {
    const talking = people.speakingChanged(room, "cai", true);
    const muted = { type: "media-state" as const, timestamp: 0, userId: "cai", audio: false, video: false, screen: false, peerId: null };
    expect(people.mediaChanged(talking, muted).here.cai?.speaking).toBe(false);
    expect(people.presenceChanged(talking, { userId: "cai", connected: false }).here.cai).toMatchObject({
      speaking: false,
      connected: false,
    });
  });

  it("raise their hands in order, and keep their place", () => {
    let state = people.handChanged(room, { userId: "sam", raised: true, raisedAt: "2026-01-01T10:00:00Z" });
    state = people.handChanged(state, { userId: "cai", raised: true, raisedAt: "2026-01-01T10:00:01Z" });
    expect(people.raisedHands(state).map(({ userId }) => userId)).toEqual(["sam", "cai"]);
    state = people.handChanged(state, { userId: "sam", raised: false, raisedAt: null });
    expect(people.raisedHands(state).map(({ userId }) => userId)).toEqual(["cai"]);
  });

  it("lower their hands when a host says so, one or all", () => {
    let state = people.handChanged(room, { userId: "sam", raised: true, raisedAt: "2026-01-01T10:00:00Z" });
    state = people.handChanged(state, { userId: "cai", raised: true, raisedAt: "2026-01-01T10:00:01Z" });
    const one = people.handsLowered(state, "sam");
    expect(people.raisedHands(one).map(({ userId }) => userId)).toEqual(["cai"]);
    expect(one.here.sam).toMatchObject({ hand: false, handRaisedAt: null });
    expect(people.raisedHands(people.handsLowered(state, undefined))).toEqual([]);
    expect(people.handsLowered(room, undefined)).toBe(room);
  });

  it("are found by a part of their name, without accents too", () => {
    const here = people.inOrder(people.joined(room, { ...join(), userId: "zoe", fullName: "Zoë Müller", username: "zm" }));
    const found = (wanted: string) => people.matching(here, wanted).map(({ userId }) => userId);
    expect([found("zoe mul"), found(" SAM "), found("nobody")]).toEqual([["zoe"], ["sam"], []]);
    expect(found("")).toHaveLength(4);
  });

  it("that nobody knows change nothing", () => {
    expect(people.speakingChanged(room, "nobody", true)).toBe(room);
  });
});

describe("private messages", () => {
  const to = (...abilities: ("private_chat" | "private_chat_anyone")[]) =>
    recipients(room, new Set(abilities), "cai").map(({ userId }) => userId);

  it("go to hosts, to anyone, or to nobody, as one may", () => {
    expect(to("private_chat")).toEqual(["ada"]);
    expect(to("private_chat", "private_chat_anyone")).toEqual(["ada", "sam"]);
    expect(to()).toEqual([]);
  });
});
