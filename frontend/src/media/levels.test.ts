import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Devices } from "./devices";
import { MicrophoneLevels } from "./levels";
import { Observable } from "./observable";
import type { DeviceState } from "./types";

/** The loudness that every analyser hears, and whether the browser lets audio run. */
let loudness: number;
let mayRun: boolean;
let contexts: FakeContext[];

class FakeContext {
  state = mayRun ? "running" : "suspended";
  constructor() {
    contexts.push(this);
  }
  resume = () => {
    if (mayRun) this.state = "running";
    return mayRun ? Promise.resolve() : Promise.reject(new Error("not without a touch"));
  };
  createMediaStreamSource = () => ({ connect: () => undefined, disconnect: () => undefined });
  close = vi.fn(() => Promise.resolve());
}

class FakeAnalyser {
  getFloatTimeDomainData = (samples: Float32Array) => samples.fill(loudness);
}

class Microphone extends Observable<{ microphone: Partial<DeviceState> }> {
  track = { enabled: true, clone: () => ({ enabled: true, stop: vi.fn() }) };
  set(on: boolean, there = true): void {
    this.replace({ microphone: { on, track: there ? (this.track as unknown as MediaStreamTrack) : null } });
  }
}

let microphone: Microphone;
let levels: MicrophoneLevels;

function start(): void {
  microphone = new Microphone({ microphone: { on: false, track: null } });
  levels = new MicrophoneLevels(microphone as unknown as Devices);
}

function hear(rms: number, ms: number): void {
  loudness = rms;
  vi.advanceTimersByTime(ms);
}

beforeEach(() => {
  vi.useFakeTimers();
  [loudness, mayRun, contexts] = [0.0005, true, []];
  vi.stubGlobal("AudioContext", FakeContext);
  vi.stubGlobal("AnalyserNode", FakeAnalyser);
  vi.stubGlobal("MediaStream", class {});
  start();
});

afterEach(() => {
  levels.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the level of the microphone", () => {
  it("is told while there is one, and is nothing when it goes", () => {
    const heard: number[] = [];
    levels.onLevel((level) => heard.push(level));
    microphone.set(true);
    hear(0.1, 200);
    expect(heard.at(-1)).toBeGreaterThan(0.5);
    microphone.set(false, false);
    expect(heard.at(-1)).toBe(0);
  });

  it("says that I speak, and that I stopped", () => {
    microphone.set(true);
    hear(0.0005, 500);
    hear(0.1, 500);
    expect(levels.snapshot()).toEqual({ speaking: true, talkingWhileMuted: false });
    hear(0.0005, 2_000);
    expect(levels.snapshot().speaking).toBe(false);
  });

  it("says that I talk although I am muted, and not that I speak", () => {
    microphone.set(false);
    hear(0.0005, 500);
    hear(0.1, 500);
    expect(levels.snapshot()).toEqual({ speaking: false, talkingWhileMuted: true });
  });

  it("ends speaking when the microphone goes", () => {
    microphone.set(true);
    hear(0.0005, 500);
    hear(0.1, 500);
    microphone.set(false, false);
    expect(levels.snapshot()).toEqual({ speaking: false, talkingWhileMuted: false });
  });

  it("waits for the first touch where the browser holds audio back", async () => {
    levels.close();
    mayRun = false;
    start();
    microphone.set(true);
    hear(0.0005, 500);
    hear(0.1, 500);
    expect(levels.snapshot().speaking).toBe(false);
    mayRun = true;
    window.dispatchEvent(new Event("pointerdown"));
    await vi.advanceTimersByTimeAsync(10);
    hear(0.0005, 500);
    hear(0.1, 500);
    expect(levels.snapshot().speaking).toBe(true);
  });

  it("lets go of what it opened", () => {
    microphone.set(true);
    levels.close();
    expect(contexts[0]?.close).toHaveBeenCalled();
  });
});
