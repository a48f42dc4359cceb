import { describe, expect, it } from "vitest";
import { LONGEST_PATIENCE_MS, Watchdog, type Facts, type Step } from "./watchdog";

const base: Facts = { state: "connecting", unanswered: false, broken: false, reachable: true };

/** The steps taken while the facts stay the same, with the seconds at which they are taken. */
function steps(dog: Watchdog, facts: Partial<Facts>, from: number, until: number): [number, Step][] {
  const taken: [number, Step][] = [];
  for (let now = from; now <= until; now += 500) {
    const step = dog.next(now, { ...base, ...facts });
    if (step !== "wait") taken.push([now / 1000, step]);
    if (step === "recreate") dog.renewed(now);
  }
  return taken;
}

describe("the watchdog of a pair", () => {
  it("restarts ICE after five seconds and makes the pair anew after five more", () => {
    expect(steps(new Watchdog(0), {}, 0, 10_000)).toEqual([
      [5, "restart"],
      [10, "recreate"],
    ]);
  });

  it("asks again while an offer is unanswered, and then starts anew", () => {
    expect(steps(new Watchdog(0), { unanswered: true }, 0, 5_000)).toEqual([
      [2.5, "resend"],
      [5, "recreate"],
    ]);
  });

  it("leaves a connected pair alone, but repeats an offer that was lost during a restart", () => {
    const dog = new Watchdog(0);
    expect(steps(dog, { state: "connected" }, 0, 60_000)).toEqual([]);
    dog.sent(60_000);
    expect(steps(dog, { state: "connected", unanswered: true }, 60_500, 63_000)).toEqual([[62.5, "resend"]]);
  });

  it("waits out a short dip, and acts on a failure at once", () => {
    const dip = new Watchdog(0);
    steps(dip, { state: "connected" }, 0, 500);
    expect(steps(dip, { state: "disconnected" }, 1_000, 8_000)).toEqual([
      [3, "restart"],
      [8, "recreate"],
    ]);
    const failure = new Watchdog(0);
    steps(failure, { state: "connected" }, 0, 500);
    expect(steps(failure, { state: "failed" }, 1_000, 1_000)).toEqual([[1, "restart"]]);
  });

  it("does nothing while there is no socket to carry it", () => {
    expect(steps(new Watchdog(0), { reachable: false }, 0, 60_000)).toEqual([]);
  });

  it("gets more patient with a pair that cannot be connected, up to a bound", () => {
    const taken = steps(new Watchdog(0), {}, 0, 300_000).map(([at]) => at);
    const gaps = taken.slice(1).map((at, index) => at - (taken[index] ?? 0));
    expect(Math.max(...gaps)).toBe(LONGEST_PATIENCE_MS / 1000);
    expect(taken.length).toBeLessThan(25);
  });

  it("makes a broken connection anew, even one that still runs", () => {
    const dog = new Watchdog(0);
    steps(dog, { state: "connected" }, 0, 500);
    expect(steps(dog, { state: "connected", broken: true }, 1_000, 2_000)).toEqual([[2, "recreate"]]);
  });

  it("knows how long there has been trouble, and forgets it with a connection", () => {
    const dog = new Watchdog(0);
    steps(dog, {}, 0, 11_000);
    expect(dog.troubleFor(11_000)).toBe(11_000);
    expect(dog.wasConnected).toBe(false);
    steps(dog, { state: "connected" }, 11_500, 11_500);
    expect(dog.troubleFor(20_000)).toBe(0);
    expect(dog.wasConnected).toBe(true);
  });
});
