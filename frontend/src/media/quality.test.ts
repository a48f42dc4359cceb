import { describe, expect, it } from "vitest";
import { QualityMeter, rate, readTotals, type Totals } from "./quality";

const fine: Totals = { received: 0, lost: 0, lossOut: 0, roundTrip: 0.02, jitter: 0.005, freezes: 0 };

describe("the quality of a connection", () => {
  it("is good, fair or poor by loss, delay, jitter and frozen pictures", () => {
    const still = { loss: 0, roundTrip: 0.05, jitter: 0, freezes: 0 };
    expect(rate(still)).toBe("good");
    expect(rate({ ...still, loss: 0.05 })).toBe("fair");
    expect(rate({ ...still, freezes: 1 })).toBe("fair");
    expect(rate({ ...still, loss: 0.2 })).toBe("poor");
    expect(rate({ ...still, roundTrip: 0.9 })).toBe("poor");
  });

  it("is not known before two looks, and changes when two looks agree", () => {
    const meter = new QualityMeter();
    expect(meter.look(fine)).toBe("unknown");
    expect(meter.look({ ...fine, received: 100 })).toBe("good");
    expect(meter.look({ ...fine, received: 180, lost: 20 })).toBe("good");
    expect(meter.look({ ...fine, received: 260, lost: 40 })).toBe("poor");
    expect(meter.look({ ...fine, received: 360, lost: 40 })).toBe("poor");
    expect(meter.look({ ...fine, received: 460, lost: 40 })).toBe("good");
  });

  it("is not judged across two connections", () => {
    const meter = new QualityMeter();
    meter.look({ ...fine, received: 1000, lost: 0 });
    expect(meter.look({ ...fine, received: 10, lost: 500 })).toBe("unknown");
  });

  it("is read from what getStats reports", () => {
    const report = new Map<string, object>([
      ["a", { type: "inbound-rtp", kind: "audio", packetsReceived: 50, packetsLost: 1, jitter: 0.01 }],
      ["v", { type: "inbound-rtp", kind: "video", packetsReceived: 150, packetsLost: -1, jitter: 0.02, freezeCount: 2 }],
      ["r", { type: "remote-inbound-rtp", fractionLost: 0.04 }],
      ["p", { type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: 0.08 }],
      ["q", { type: "candidate-pair", nominated: false, state: "waiting", currentRoundTripTime: 5 }],
    ]);
    expect(readTotals(report as unknown as RTCStatsReport)).toEqual({
      received: 200,
      lost: 1,
      lossOut: 0.04,
      roundTrip: 0.08,
      jitter: 0.02,
      freezes: 2,
    });
  });
});
