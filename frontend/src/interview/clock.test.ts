import { describe, expect, it } from "vitest";
import { announcement, asDigits, heardAt, noTimer, secondsLeft, timerChanged, welcomed } from "./clock";

const START = Date.parse("2026-01-01T10:00:00Z");
const timer = { endsAt: "2026-01-01T10:05:00Z", remainingSeconds: 300, seconds: 300, by: "ada" };

describe("the timer", () => {
  it("is right whatever this machine's clock says", () => {
    const state = welcomed(noTimer, { timer, timestamp: START }, 1_000);
    expect(secondsLeft(state, 1_000)).toBe(300);
    expect(secondsLeft(state, 61_000)).toBe(240);
    expect(secondsLeft(state, 900_000)).toBe(0);
  });

  it("trusts the message that came the quickest", () => {
    const slow = welcomed(noTimer, { timer, timestamp: START - 3_000 }, 0);
    const quick = heardAt(slow, START + 10_000, 10_000);
    expect(quick.offset).toBe(START);
    expect(heardAt(quick, START + 15_000, 20_000)).toBe(quick);
  });

  it("measures anew with each connection", () => {
    const before = welcomed(noTimer, { timer, timestamp: START }, 0);
    expect(welcomed(before, { timer, timestamp: START }, 60_000).offset).toBe(START - 60_000);
  });

  it("stands while it is paused, and is gone while nobody has set it", () => {
    const paused = timerChanged(noTimer, { ...timer, endsAt: null, remainingSeconds: 42 });
    expect(secondsLeft(paused, 0)).toBe(42);
    expect(secondsLeft(paused, 1e9)).toBe(42);
    expect(secondsLeft(noTimer, 0)).toBeNull();
  });

  it("is said aloud seldom: near the end, and at the end", () => {
    expect(announcement(301, 300)).toBe("5 minutes left.");
    expect(announcement(300, 299)).toBeNull();
    expect(announcement(61, 60)).toBe("1 minute left.");
    expect(announcement(1, 0)).toBe("Time is up.");
    expect(announcement(0, 0)).toBeNull();
    expect(announcement(null, 0)).toBeNull();
    expect(announcement(60, 300)).toBeNull();
    expect(announcement(400, 200)).toBeNull();
  });

  it("shows hours only where there are some", () => {
    expect([asDigits(5), asDigits(300), asDigits(3_605)]).toEqual(["0:05", "5:00", "1:00:05"]);
  });
});
