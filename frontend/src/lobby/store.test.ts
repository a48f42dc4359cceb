import { describe, expect, it } from "vitest";
import type { LobbyOut, LobbyPerson } from "../room/protocol";
import { changed, describeWaiting, describeWaitingTime, listed, nobodyWaits } from "./store";

const person = (userId: string, since = "2026-11-21T12:00:00Z"): LobbyPerson => ({
  userId,
  username: userId,
  fullName: userId.toUpperCase(),
  isGuest: false,
  since,
});
const event = (userId: string, state: LobbyOut["state"], since?: string): LobbyOut => ({
  type: "lobby",
  timestamp: 0,
  seq: 1,
  id: "s1",
  by: "",
  ...person(userId, since),
  state,
});

describe("who waits", () => {
  it("stands in the order of asking, once", () => {
    let state = changed(nobodyWaits, event("kim", "WAITING", "2026-11-21T12:00:05Z"));
    state = changed(state, event("sam", "WAITING", "2026-11-21T12:00:01Z"));
    state = changed(state, event("kim", "WAITING", "2026-11-21T12:00:05Z"));
    expect(state.map(({ userId }) => userId)).toEqual(["sam", "kim"]);
    expect(listed([person("b", "2"), person("a", "1")]).map(({ userId }) => userId)).toEqual(["a", "b"]);
  });

  it.each(["ADMITTED", "REFUSED", "LEFT"] as const)("does so no longer when %s", (state) => {
    const waiting = listed([person("kim"), person("sam")]);
    expect(changed(waiting, event("kim", state)).map(({ userId }) => userId)).toEqual(["sam"]);
    expect(changed(waiting, event("nobody", state))).toBe(waiting);
  });

  it("is told in one line", () => {
    expect(describeWaiting([])).toBe("");
    expect(describeWaiting([person("kim")])).toBe("KIM is waiting to come in");
    expect(describeWaiting([person("kim"), person("sam")])).toBe("KIM and SAM are waiting to come in");
    expect(describeWaiting([person("kim"), person("sam"), person("lee")])).toBe("KIM and 2 others are waiting to come in");
  });

  it("says how long somebody waits once that is worth saying", () => {
    const since = "2026-11-21T12:00:00Z";
    expect(describeWaitingTime(since, Date.parse(since) + 59_000)).toBe("Waiting");
    expect(describeWaitingTime(since, Date.parse(since) + 180_000)).toBe("Waiting for 3 minutes");
  });
});
