/**
 * One kind of input, microphone or camera: wanted or not, held or not, which device, and why not.
 *
 * The newest wish wins: what an earlier question to the browser brings is let go if it is no longer wanted.
 */
import { accessBefore, accessFromError, adviceFor, watchPermission, type Source } from "./access";
import { capture } from "./capture";
import type { Size } from "./encodings";
import { Observable } from "./observable";
import type { DeviceChoice, DeviceState } from "./types";

export interface SourceOptions {
  kind: Source;
  deviceId: string | null;
  /** Off means: keep the device open but silent (true), or let it go so that its light goes out (false). */
  keepWhenOff: boolean;
  notify(message: string): void;
}

export class InputSource extends Observable<DeviceState> {
  private size: Size = { width: 1280, height: 720 };
  private attempt = 0;
  private paused = false;
  private readonly unwatch: () => void;

  constructor(private readonly options: SourceOptions) {
    super({
      wanted: false,
      on: false,
      access: accessBefore(),
      advice: adviceFor(accessBefore(), options.kind),
      track: null,
      deviceId: options.deviceId,
      choices: [],
    });
    this.unwatch = watchPermission(options.kind, (state) => this.permissionChanged(state));
  }

  /** Resolves when the device is there or it is known why not; never rejects. */
  async setWanted(wanted: boolean): Promise<void> {
    const { track } = this.snapshot();
    this.paused = false;
    this.change({ wanted });
    if (!wanted) {
      this.attempt += 1;
      if (track && this.options.keepWhenOff) track.enabled = false;
      else this.release();
      this.change({ on: false });
    } else if (track) {
      track.enabled = true;
      this.change({ on: true });
    } else {
      await this.acquire(this.snapshot().deviceId);
    }
  }

  /** Another device, at once if one is in use; null is the browser's default. */
  async choose(deviceId: string | null): Promise<void> {
    this.change({ deviceId });
    const { wanted, track } = this.snapshot();
    // Phones open one camera at a time.
    if (!this.options.keepWhenOff) this.release();
    // A muted microphone is exchanged too, so that its level can be seen.
    if (wanted || track) await this.acquire(deviceId);
  }

  /** Off, and let go even if it would be kept while off: its light goes out, and only the person turns it on again. */
  letGo(): void {
    this.paused = false;
    this.attempt += 1;
    this.release();
    this.change({ wanted: false, on: false });
  }

  /** Tries again after something stood in the way. */
  async retry(): Promise<void> {
    if (!this.paused && this.snapshot().wanted && !this.snapshot().on) await this.acquire(this.snapshot().deviceId);
  }

  /** Lets the device go without forgetting that it is wanted. */
  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.attempt += 1;
    this.release();
  }

  async resume(): Promise<void> {
    if (!this.paused) return;
    this.paused = false;
    await this.retry();
  }

  /** Takes a track that was opened elsewhere, as when both devices were asked for in one question. */
  take(track: MediaStreamTrack, wanted = this.snapshot().wanted): void {
    this.attempt += 1;
    this.release();
    track.enabled = wanted;
    track.contentHint = track.kind === "audio" ? "speech" : "motion";
    track.onended = () => void this.ended(track);
    const deviceId = track.getSettings().deviceId ?? null;
    this.change({ track, wanted, on: wanted, deviceId, access: "granted", advice: null });
    if (!wanted && !this.options.keepWhenOff) this.release();
  }

  /** The camera's size; a live one changes without a break. */
  setSize(size: Size): void {
    if (size.width === this.size.width && size.height === this.size.height) return;
    this.size = size;
    const ideal = { width: { ideal: size.width }, height: { ideal: size.height } };
    void this.snapshot().track?.applyConstraints({ ...ideal, frameRate: { ideal: 30, max: 30 } }).catch(() => undefined);
  }

  /** The list of devices changed; `present` also counts those that the browser does not name yet. */
  setChoices(choices: readonly DeviceChoice[], present: boolean): void {
    this.change({ choices });
    if (present && this.snapshot().access === "no-device") {
      this.setAccess("idle");
      void this.retry();
    }
  }

  close(): void {
    this.attempt += 1;
    this.unwatch();
    this.release();
    this.change({ wanted: false, on: false });
  }

  private async acquire(deviceId: string | null): Promise<void> {
    const attempt = ++this.attempt;
    const before = accessBefore();
    if (before !== "idle") return this.setAccess(before);
    if (this.snapshot().access !== "granted") this.setAccess("asking");
    try {
      const { track, fellBack } = await capture(this.options.kind, deviceId, this.size);
      if (attempt !== this.attempt) return track.stop();
      this.take(track);
      if (fellBack) this.options.notify(`Your ${this.options.kind} is not there; using ${track.label || "another"}.`);
    } catch (error) {
      if (attempt !== this.attempt) return;
      this.release();
      this.setAccess(accessFromError(error));
    }
  }

  /** Unplugged, or taken back by the browser: another device takes over if there is one. */
  private async ended(track: MediaStreamTrack): Promise<void> {
    if (track !== this.snapshot().track) return;
    const { wanted } = this.snapshot();
    this.release();
    if (!wanted) return;
    await this.acquire(null);
    const { on, track: next } = this.snapshot();
    const { kind, notify } = this.options;
    notify(on ? `Your ${kind} was disconnected; using ${next?.label || "another"}.` : `Your ${kind} was disconnected.`);
  }

  private permissionChanged(state: PermissionState): void {
    if (state === "denied") {
      this.release();
      this.setAccess("denied");
    } else if (this.snapshot().access === "denied") {
      this.setAccess("idle");
      if (state === "granted") void this.retry();
    }
  }

  private release(): void {
    const { track } = this.snapshot();
    if (!track) return;
    track.onended = null;
    track.stop();
    this.change({ track: null, on: false });
  }

  private setAccess(access: DeviceState["access"]): void {
    this.change({ access, advice: adviceFor(access, this.options.kind) });
  }
}
