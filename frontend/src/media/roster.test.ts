import { beforeEach, describe, expect, it } from "vitest";
import { GRACE_MS, Roster } from "./roster";
import type { Person } from "./types";

const you = { userId: "me", joinNumber: 9 };
const ada: Person = { userId: "ada", joinNumber: 1, peerId: "tab-a", audio: true, video: true, screen: false };
const cai: Person = { userId: "cai", joinNumber: 2, peerId: "tab-c" };
const welcome = (...participants: Person[]) => ({ timestamp: 100, peerId: "tab-m", you, abilities: [], participants });
const state = (userId: string, peerId: string | null, timestamp = 200) => ({
  userId,
  peerId,
  audio: true,
  video: false,
  screen: false,
  timestamp,
});

let roster: Roster;
const tabs = () => Object.fromEntries([...roster.members()].map(({ userId, peerId }) => [userId, peerId]));

beforeEach(() => {
  roster = new Roster();
  roster.welcome(welcome({ ...you }, ada, cai), 0);
});

describe("the roster", () => {
  it("holds everybody but me, with what they send", () => {
    expect(tabs()).toEqual({ ada: "tab-a", cai: "tab-c" });
    expect(roster.get("ada")).toMatchObject({ audio: true, video: true, screen: false });
  });

  it("follows media to another tab", () => {
    roster.mediaState(state("ada", "tab-b"), 0);
    expect(tabs().ada).toBe("tab-b");
    expect(roster.get("ada")).toMatchObject({ video: false });
  });

  it("lets those who leave go at once", () => {
    roster.leave({ userId: "ada", reason: "left" }, 0);
    roster.leave({ userId: "cai", reason: "removed" }, 0);
    expect(tabs()).toEqual({});
  });

  it("keeps who was lost for as long as they are connected, and takes their new number when they are back", () => {
    roster.leave({ userId: "ada", reason: "lost" }, 0);
    expect(roster.sweep(5_000, () => true)).toBe(false);
    roster.join({ userId: "ada", joinNumber: 20 });
    roster.mediaState(state("ada", "tab-a"), 6_000);
    expect(roster.sweep(60_000, () => true)).toBe(false);
    expect(roster.get("ada")).toMatchObject({ peerId: "tab-a", joinNumber: 20 });
    roster.leave({ userId: "ada", reason: "lost" }, 70_000);
    expect(roster.sweep(70_000, () => false)).toBe(true);
    expect(tabs()).toEqual({ cai: "tab-c" });
  });

  it("keeps a tab that the server lost for as long as it is connected, at most for the grace", () => {
    roster.mediaState(state("ada", null), 0);
    expect(roster.sweep(GRACE_MS - 1, () => true)).toBe(false);
    expect(tabs().ada).toBe("tab-a");
    expect(roster.sweep(GRACE_MS, () => true)).toBe(true);
    expect(tabs().ada).toBeNull();
  });

  it("lets a tab that is gone and not connected go at once", () => {
    roster.mediaState(state("ada", null), 0);
    expect(roster.sweep(0, () => false)).toBe(true);
    expect(tabs()).toEqual({ ada: null, cai: "tab-c" });
  });

  it("keeps who is missing after the server restarted until they are back", () => {
    roster.welcome(welcome({ ...you }, ada), 0);
    expect(roster.sweep(5_000, () => true)).toBe(false);
    roster.join(cai);
    roster.mediaState(state("cai", "tab-c"), 6_000);
    expect(roster.sweep(60_000, () => true)).toBe(false);
    expect(tabs()).toEqual({ ada: "tab-a", cai: "tab-c" });
  });

  it("forgets who is missing and not connected", () => {
    roster.welcome(welcome({ ...you }, ada), 0);
    roster.sweep(0, (userId) => userId === "ada");
    expect(tabs()).toEqual({ ada: "tab-a" });
  });

  it("takes a state that overtook the joining of its person", () => {
    roster.mediaState(state("sam", "tab-s"), 0);
    roster.join({ userId: "sam", joinNumber: 12 });
    expect(tabs().sam).toBe("tab-s");
  });

  it("takes a state that overtook the leaving of the same person, who came straight back", () => {
    roster.mediaState(state("ada", "tab-new", 300), 0);
    roster.leave({ userId: "ada", reason: "left", timestamp: 290 }, 0);
    expect(tabs().ada).toBeUndefined();
    roster.join({ userId: "ada", joinNumber: 13 });
    expect(tabs().ada).toBe("tab-new");
  });
});
