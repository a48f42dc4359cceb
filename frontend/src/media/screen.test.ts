import { beforeEach, describe, expect, it, vi } from "vitest";
import { ScreenShare } from "./screen";

class FakeTrack {
  contentHint = "";
  onended: (() => void) | null = null;
  stop = vi.fn();
  constructor(readonly kind: string) {}
}

let video: FakeTrack;
let audio: FakeTrack;
let ask: () => Promise<unknown>;
let screen: ScreenShare;

beforeEach(() => {
  [video, audio] = [new FakeTrack("video"), new FakeTrack("audio")];
  const stream = { getVideoTracks: () => [video], getAudioTracks: () => [audio], getTracks: () => [video, audio] };
  ask = () => Promise.resolve(stream);
  vi.stubGlobal("isSecureContext", true);
  Object.defineProperty(navigator, "mediaDevices", {
    value: { getDisplayMedia: () => ask() },
    configurable: true,
  });
  screen = new ScreenShare();
});

describe("a shared screen", () => {
  it("comes with its sound, and is meant to stay sharp", async () => {
    await screen.start();
    expect(screen.snapshot()).toMatchObject({ on: true, track: video, audioTrack: audio, problem: null });
    expect(video.contentHint).toBe("detail");
  });

  it("ends by our button", async () => {
    await screen.start();
    screen.stop();
    expect(screen.snapshot()).toMatchObject({ on: false, track: null, audioTrack: null });
    expect([video.stop, audio.stop].map((stop) => stop.mock.calls.length)).toEqual([1, 1]);
  });

  it("ends by the browser's own bar", async () => {
    await screen.start();
    video.onended?.();
    expect(screen.snapshot()).toMatchObject({ on: false, track: null, audioTrack: null });
    expect(audio.stop).toHaveBeenCalled();
  });

  it("goes on when only its sound ends", async () => {
    await screen.start();
    audio.onended?.();
    expect(screen.snapshot()).toMatchObject({ on: true, track: video, audioTrack: null });
  });

  it("that was not chosen after all is no problem", async () => {
    ask = () => Promise.reject(new DOMException("Permission denied", "NotAllowedError"));
    await screen.start();
    expect(screen.snapshot()).toMatchObject({ on: false, problem: null });
  });

  it("that the system forbids says what to do", async () => {
    ask = () => Promise.reject(new DOMException("Permission denied by system", "NotAllowedError"));
    await screen.start();
    expect(screen.snapshot().problem).toContain("privacy settings");
  });

  it("that was stopped before it came is let go", async () => {
    const starting = screen.start();
    screen.stop();
    await starting;
    expect(screen.snapshot().on).toBe(false);
    expect(video.stop).toHaveBeenCalled();
  });

  it("is not offered where the browser has none", () => {
    Object.defineProperty(navigator, "mediaDevices", { value: {}, configurable: true });
    expect(new ScreenShare().snapshot().supported).toBe(false);
  });
});
