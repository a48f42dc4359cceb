/** Sharing a screen, window or tab, with its sound where the browser offers it. */
import { Observable } from "./observable";
import type { ScreenSnapshot } from "./types";

/** Newer than the DOM library's types: which surfaces the browser's window should offer. */
interface DisplayOptions extends DisplayMediaStreamOptions {
  selfBrowserSurface?: "include" | "exclude";
  surfaceSwitching?: "include" | "exclude";
  systemAudio?: "include" | "exclude";
}

const OPTIONS: DisplayOptions = {
  video: { frameRate: { ideal: 15, max: 30 } },
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  selfBrowserSurface: "exclude", // sharing this very tab shows a tunnel of itself
  surfaceSwitching: "include",
  systemAudio: "include",
};

export class ScreenShare extends Observable<ScreenSnapshot> {
  private attempt = 0;

  constructor() {
    const supported = window.isSecureContext && typeof navigator.mediaDevices?.getDisplayMedia === "function";
    super({ supported, on: false, track: null, audioTrack: null, problem: null });
  }

  /** To be called from a click; resolves when shared, given up, or refused. */
  async start(): Promise<void> {
    if (this.snapshot().on || !this.snapshot().supported) return;
    const attempt = ++this.attempt;
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia(OPTIONS);
      if (attempt === this.attempt) this.take(stream);
      else stream.getTracks().forEach((track) => track.stop());
    } catch (error) {
      if (attempt === this.attempt) this.change({ problem: problemOf(error) });
    }
  }

  stop(): void {
    this.attempt += 1;
    for (const track of [this.snapshot().track, this.snapshot().audioTrack]) {
      if (!track) continue;
      track.onended = null;
      track.stop();
    }
    if (this.snapshot().on) this.change({ on: false, track: null, audioTrack: null });
  }

  private take(stream: MediaStream): void {
    const track = stream.getVideoTracks()[0] ?? null;
    const audioTrack = stream.getAudioTracks()[0] ?? null;
    if (!track) return;
    track.contentHint = "detail";
    // The browser's own bar ("Stop sharing"), or the shared window was closed.
    track.onended = () => this.stop();
    if (audioTrack) {
      audioTrack.contentHint = "music";
      audioTrack.onended = () => this.change({ audioTrack: null });
    }
    this.change({ on: true, track, audioTrack, problem: null });
  }
}

/** Closing the browser's window is no problem; a refusal by the system is, and looks almost the same. */
function problemOf(error: unknown): string | null {
  const { name, message } = error instanceof Error ? error : { name: "", message: "" };
  if (name === "NotAllowedError" && !/system/i.test(message)) return null;
  if (name === "NotAllowedError") return "Your system does not let this browser record the screen. Allow it in the system's privacy settings.";
  if (name === "NotFoundError") return "There is no screen to share.";
  return "The screen cannot be shared right now. Try again, or choose another window.";
}
