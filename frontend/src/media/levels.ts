/** The level of one's own microphone, for the meter and for telling the room who speaks. */
import type { Devices } from "./devices";
import { Observable } from "./observable";
import { meterLevel, SpeakingDetector } from "./speaking";
import type { LevelSnapshot } from "./types";

const LOOK_MS = 50;

export class MicrophoneLevels extends Observable<LevelSnapshot> {
  private readonly meters = new Set<(level: number) => void>();
  private readonly detector = new SpeakingDetector();
  private context: AudioContext | null = null;
  private analyser: AnalyserNode | null = null;
  private source: MediaStreamAudioSourceNode | null = null;
  /** A copy of the track: it hears also while the original is muted, which is how "you are muted" can be said. */
  private ear: MediaStreamTrack | null = null;
  private original: MediaStreamTrack | null = null;
  private samples = new Float32Array(1024);
  private readonly undo: (() => void)[] = [];

  constructor(private readonly devices: Devices) {
    super({ speaking: false, talkingWhileMuted: false });
    const timer = setInterval(() => this.look(), LOOK_MS);
    // A page that nobody has touched yet may not open audio; the first touch wakes it.
    const wake = () => void this.wake();
    for (const type of ["pointerdown", "keydown"] as const) {
      window.addEventListener(type, wake);
      this.undo.push(() => window.removeEventListener(type, wake));
    }
    this.undo.push(
      () => clearInterval(timer),
      devices.subscribe(() => this.follow()),
    );
    this.follow();
  }

  /** `listener` gets 0 to 1 about twenty times a second while there is a microphone, and 0 when it goes. */
  readonly onLevel = (listener: (level: number) => void): (() => void) => {
    this.meters.add(listener);
    return () => this.meters.delete(listener);
  };

  close(): void {
    for (const undo of this.undo.splice(0)) undo();
    this.listenTo(null);
    void this.context?.close();
    this.context = null;
  }

  private follow(): void {
    const { track } = this.devices.snapshot().microphone;
    if (track !== this.original) this.listenTo(track);
  }

  private listenTo(track: MediaStreamTrack | null): void {
    this.source?.disconnect();
    this.ear?.stop();
    this.original = track;
    this.ear = this.source = null;
    for (const meter of this.meters) meter(0);
    if (!track) return void this.hear(0);
    this.ear = track.clone();
    this.ear.enabled = true;
    this.context ??= new AudioContext();
    this.analyser ??= new AnalyserNode(this.context, { fftSize: 1024 });
    this.source = this.context.createMediaStreamSource(new MediaStream([this.ear]));
    this.source.connect(this.analyser);
    void this.wake();
  }

  /** Browsers suspend audio without a touch, and phones after a call. */
  private async wake(): Promise<void> {
    if (this.context && this.context.state !== "running" && this.source) await this.context.resume().catch(() => undefined);
  }

  private look(): void {
    if (!this.source || !this.analyser || this.context?.state !== "running") return;
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += sample * sample;
    const rms = Math.sqrt(sum / this.samples.length);
    for (const meter of this.meters) meter(meterLevel(rms));
    this.hear(rms);
  }

  private hear(rms: number): void {
    if (this.original) this.detector.feed(rms, performance.now());
    else this.detector.silence();
    const { on } = this.devices.snapshot().microphone;
    const [speaking, talkingWhileMuted] = [on && this.detector.speaking, !on && this.detector.speaking];
    const before = this.snapshot();
    if (speaking !== before.speaking || talkingWhileMuted !== before.talkingWhileMuted) {
      this.replace({ speaking, talkingWhileMuted });
    }
  }
}
