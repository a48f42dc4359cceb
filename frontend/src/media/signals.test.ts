import { describe, expect, it } from "vitest";
import { EarlySignals, type Signal } from "./signals";

const offer = (from: string, fromPeer: string, pair: string): Signal => ({
  type: "offer",
  event: { from, fromPeer, sdp: "", pair },
});
const pairs = (signals: Signal[]) => signals.map(({ event }) => event.pair);

describe("early signals", () => {
  it("wait for their tab, in order, and are handed over once", () => {
    const early = new EarlySignals();
    early.keep(offer("ada", "a", "1"), 0);
    early.keep(offer("ada", "b", "3"), 0);
    early.keep(offer("ada", "a", "2"), 0);
    expect(pairs(early.take("ada", "a", 1_000))).toEqual(["1", "2"]);
    expect(early.take("ada", "a", 1_000)).toEqual([]);
    expect(pairs(early.take("ada", "b", 1_000))).toEqual(["3"]);
  });

  it("do not wait for ever, nor without bound", () => {
    const early = new EarlySignals();
    early.keep(offer("ada", "a", "1"), 0);
    expect(early.take("ada", "a", 60_000)).toEqual([]);
    for (let n = 0; n < 1_000; n += 1) early.keep(offer("eve", "e", String(n)), 0);
    expect(early.take("eve", "e", 0)).toHaveLength(400);
  });
});
