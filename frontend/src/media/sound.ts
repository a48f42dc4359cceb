/** Plays what the others say: one audio element per person and kind, outside of the page's own tree. */
import { Observable } from "./observable";
import type { DevicesSnapshot, MeshSnapshot, Readable, SoundSnapshot } from "./types";

const KINDS = ["audio", "screenAudio"] as const;

export class AudioSink extends Observable<SoundSnapshot> {
  private readonly elements = new Map<string, HTMLAudioElement>();
  private readonly root = document.createElement("div");
  private speaker: string | null = null;
  private readonly undo: (() => void)[];

  constructor(
    private readonly mesh: Readable<MeshSnapshot>,
    private readonly devices: Readable<DevicesSnapshot>,
  ) {
    super({ blocked: false });
    this.root.hidden = true;
    document.body.append(this.root);
    this.undo = [mesh.subscribe(() => this.follow()), devices.subscribe(() => this.followSpeaker())];
    this.followSpeaker();
    this.follow();
  }

  /** From a click: plays what was held back. */
  async resume(): Promise<void> {
    this.change({ blocked: false });
    await Promise.all([...this.elements.values()].map((element) => this.play(element)));
  }

  close(): void {
    for (const undo of this.undo) undo();
    for (const key of [...this.elements.keys()]) this.remove(key);
    this.root.remove();
  }

  private follow(): void {
    const wanted = new Set<string>();
    for (const person of Object.values(this.mesh.snapshot().people)) {
      for (const kind of KINDS) {
        const track = person[kind];
        if (!track) continue;
        const key = `${kind} ${person.userId}`;
        wanted.add(key);
        this.put(key, track);
      }
    }
    for (const key of [...this.elements.keys()]) if (!wanted.has(key)) this.remove(key);
    if (this.elements.size === 0 && this.snapshot().blocked) this.change({ blocked: false });
  }

  private put(key: string, track: MediaStreamTrack): void {
    const known = this.elements.get(key);
    if (known && (known.srcObject as MediaStream | null)?.getTracks()[0] === track) return;
    const element = known ?? document.createElement("audio");
    element.srcObject = new MediaStream([track]);
    if (!known) {
      this.elements.set(key, element);
      this.root.append(element);
      if (this.speaker) void setSpeaker(element, this.speaker);
    }
    void this.play(element);
  }

  private async play(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      // AbortError: another track took its place, or the person left.
      if (error instanceof Error && error.name === "NotAllowedError") this.change({ blocked: true });
    }
  }

  private remove(key: string): void {
    const element = this.elements.get(key);
    this.elements.delete(key);
    if (!element) return;
    element.srcObject = null;
    element.remove();
  }

  private followSpeaker(): void {
    const { deviceId } = this.devices.snapshot().speaker;
    if (deviceId === this.speaker) return;
    this.speaker = deviceId;
    for (const element of this.elements.values()) void setSpeaker(element, deviceId);
  }
}

/** Where the browser cannot, or the speaker is gone, the default one plays. */
async function setSpeaker(element: HTMLAudioElement, deviceId: string | null): Promise<void> {
  if ("setSinkId" in element) await element.setSinkId(deviceId ?? "").catch(() => undefined);
}

const TEST_SECONDS = 1.2;

/** Two soft notes out of the chosen speaker; resolves when they are over, rejects when they cannot be played. */
export async function playTestSound(deviceId: string | null): Promise<void> {
  const context = new AudioContext();
  const element = document.createElement("audio");
  try {
    await context.resume();
    const out = context.createMediaStreamDestination();
    const volume = new GainNode(context, { gain: 0 });
    volume.connect(out);
    const tone = new OscillatorNode(context, { frequency: 523.25 });
    tone.connect(volume);
    const start = context.currentTime + 0.1;
    tone.frequency.setValueAtTime(659.25, start + TEST_SECONDS / 2);
    volume.gain.setTargetAtTime(0.25, start, 0.03);
    volume.gain.setTargetAtTime(0, start + TEST_SECONDS - 0.3, 0.08);
    tone.start(start);
    element.srcObject = out.stream;
    await setSpeaker(element, deviceId);
    await element.play();
    await new Promise((resolve) => setTimeout(resolve, (TEST_SECONDS + 0.2) * 1000));
  } finally {
    element.srcObject = null;
    await context.close();
  }
}
