import { describe, expect, it } from "vitest";
import { decibels, meterLevel, SpeakingDetector } from "./speaking";

const VOICE = 0.1;
const SILENCE = 0.0005;

/** Feeds one loudness for so long; returns the changes, in ms from the start. */
function feed(detector: SpeakingDetector, rms: number, from: number, forMs: number): number[] {
  const changes: number[] = [];
  for (let now = from; now < from + forMs; now += 50) if (detector.feed(rms, now)) changes.push(now - from);
  return changes;
}

describe("speaking", () => {
  it("starts soon after a voice begins and stops a while after it ends", () => {
    const detector = new SpeakingDetector();
    feed(detector, SILENCE, 0, 1000);
    const [started] = feed(detector, VOICE, 1000, 1000);
    expect(started).toBeLessThanOrEqual(200);
    const [stopped] = feed(detector, SILENCE, 2000, 2000);
    expect(stopped).toBeGreaterThanOrEqual(700);
    expect(stopped).toBeLessThanOrEqual(1000);
  });

  it("is not a click, and goes on through a pause between words", () => {
    const detector = new SpeakingDetector();
    feed(detector, SILENCE, 0, 1000);
    expect(feed(detector, VOICE, 1000, 50)).toEqual([]);
    feed(detector, SILENCE, 1050, 500);
    feed(detector, VOICE, 1550, 500);
    expect(detector.speaking).toBe(true);
    expect(feed(detector, SILENCE, 2050, 500)).toEqual([]);
    expect(feed(detector, VOICE, 2550, 500)).toEqual([]);
  });

  it("is not the steady noise of a fan, above which a voice is still heard", () => {
    const detector = new SpeakingDetector();
    const FAN = 0.006;
    feed(detector, FAN, 0, 10_000);
    expect(detector.speaking).toBe(false);
    feed(detector, FAN * 6, 10_000, 500);
    expect(detector.speaking).toBe(true);
  });

  it("ends at once when the microphone goes", () => {
    const detector = new SpeakingDetector();
    feed(detector, SILENCE, 0, 1000);
    feed(detector, VOICE, 1000, 500);
    expect(detector.speaking).toBe(true);
    expect(detector.silence()).toBe(true);
    expect(detector.speaking).toBe(false);
    expect(detector.silence()).toBe(false);
  });

  it("is measured in decibels below full scale", () => {
    expect(decibels(1)).toBe(0);
    expect(decibels(0)).toBe(-100);
    expect(meterLevel(0)).toBe(0);
    expect(meterLevel(1)).toBe(1);
  });
});
