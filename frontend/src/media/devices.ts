/** Microphone, camera and speaker of this machine: which there are, which are chosen, which are on. */
import { accessBefore, type Source } from "./access";
import { constraintsFor } from "./capture";
import { cameraSize, type Size } from "./encodings";
import { Observable } from "./observable";
import { keepChoices, readChoices } from "./remembered";
import { InputSource } from "./source";
import type { DeviceChoice, DeviceNotice, DevicesSnapshot } from "./types";

export class Devices extends Observable<DevicesSnapshot> {
  private readonly microphone: InputSource;
  private readonly camera: InputSource;
  private notices = 0;
  private readonly undo: (() => void)[] = [];

  constructor() {
    const kept = readChoices();
    const notify = (kind: Source) => (message: string) => this.notify(kind, message);
    const microphone = new InputSource({
      kind: "microphone",
      deviceId: kept.microphone,
      keepWhenOff: true,
      notify: notify("microphone"),
    });
    const camera = new InputSource({
      kind: "camera",
      deviceId: kept.camera,
      keepWhenOff: false,
      notify: notify("camera"),
    });
    super({
      microphone: microphone.snapshot(),
      camera: camera.snapshot(),
      speaker: { selectable: "setSinkId" in HTMLMediaElement.prototype, deviceId: kept.speaker, choices: [] },
      notice: null,
    });
    this.microphone = microphone;
    this.camera = camera;
    const refresh = () => void this.refresh();
    navigator.mediaDevices?.addEventListener("devicechange", refresh);
    this.undo.push(
      microphone.subscribe(() => this.change({ microphone: microphone.snapshot() })),
      camera.subscribe(() => this.change({ camera: camera.snapshot() })),
      () => navigator.mediaDevices?.removeEventListener("devicechange", refresh),
    );
    refresh();
  }

  /** Asks for both at once, so that the browser asks the person once; what is refused is asked for by itself. */
  async start({ microphone = true, camera = true } = {}): Promise<void> {
    const both = microphone && camera && accessBefore() === "idle" ? await this.openBoth() : null;
    await Promise.all([this.begin(this.microphone, microphone, both?.audio), this.begin(this.camera, camera, both?.video)]);
    await this.refresh();
  }

  /** On is immediate once the device is open; off keeps it open, silenced. */
  async setMicrophone(on: boolean): Promise<void> {
    await this.microphone.setWanted(on);
    if (on) await this.refresh();
  }

  /** Off lets the camera go, so that its light goes out; on opens it again. */
  async setCamera(on: boolean): Promise<void> {
    await this.camera.setWanted(on);
    if (on) await this.refresh();
  }

  /** The person may not send it any more: unlike a mute it closes the device. */
  letGo(kind: Source): void {
    (kind === "microphone" ? this.microphone : this.camera).letGo();
  }

  async chooseMicrophone(deviceId: string | null): Promise<void> {
    await this.microphone.choose(deviceId);
    this.keep();
  }

  async chooseCamera(deviceId: string | null): Promise<void> {
    await this.camera.choose(deviceId);
    this.keep();
  }

  chooseSpeaker(deviceId: string | null): void {
    this.change({ speaker: { ...this.snapshot().speaker, deviceId } });
    this.keep();
  }

  /** Tries again what is wanted and was not to be had. */
  async retry(): Promise<void> {
    await Promise.all([this.microphone.retry(), this.camera.retry()]);
    await this.refresh();
  }

  /** Lets both go for now, as when another tab has the media; what was wanted is remembered. */
  pause(): void {
    this.microphone.pause();
    this.camera.pause();
  }

  /** Opens again what was wanted when it was paused. */
  async resume(): Promise<void> {
    await Promise.all([this.microphone.resume(), this.camera.resume()]);
  }

  /** The camera's size for so many people with picture. */
  fitTo(people: number): void {
    this.camera.setSize(cameraSize(people));
  }

  /** Reads the list of devices; names are empty until the person has allowed one. */
  async refresh(): Promise<void> {
    const found = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
    if (!found) return;
    const present = (kind: MediaDeviceKind) => found.some((device) => device.kind === kind);
    this.microphone.setChoices(choicesOf(found, "audioinput", "Microphone"), present("audioinput"));
    this.camera.setChoices(choicesOf(found, "videoinput", "Camera"), present("videoinput"));
    this.setSpeakers(choicesOf(found, "audiooutput", "Speaker"));
  }

  dismissNotice(): void {
    this.change({ notice: null });
  }

  /** Lets everything go. */
  close(): void {
    for (const undo of this.undo.splice(0)) undo();
    this.microphone.close();
    this.camera.close();
    this.change({ microphone: this.microphone.snapshot(), camera: this.camera.snapshot() });
  }

  private async openBoth(): Promise<{ audio?: MediaStreamTrack; video?: MediaStreamTrack } | null> {
    const size: Size = cameraSize(2);
    const { microphone, camera } = this.snapshot();
    const audio = constraintsFor("microphone", microphone.deviceId, size).audio;
    const video = constraintsFor("camera", camera.deviceId, size).video;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio, video });
      return { audio: stream.getAudioTracks()[0], video: stream.getVideoTracks()[0] };
    } catch {
      return null; // one of them is missing or refused; each is asked for alone and says why
    }
  }

  private async begin(source: InputSource, wanted: boolean, track?: MediaStreamTrack): Promise<void> {
    if (track) source.take(track, wanted);
    else if (wanted) await source.setWanted(true);
  }

  private setSpeakers(choices: readonly DeviceChoice[]): void {
    const { speaker } = this.snapshot();
    const gone = speaker.deviceId !== null && choices.length > 0 && !choices.some((c) => c.deviceId === speaker.deviceId);
    this.change({ speaker: { ...speaker, choices, deviceId: gone ? null : speaker.deviceId } });
    if (gone && speaker.choices.length > 0) this.notify("speaker", "Your speaker was disconnected; using the default.");
  }

  private notify(kind: DeviceNotice["kind"], message: string): void {
    this.change({ notice: { id: ++this.notices, kind, message } });
  }

  private keep(): void {
    const { microphone, camera, speaker } = this.snapshot();
    keepChoices({ microphone: microphone.deviceId, camera: camera.deviceId, speaker: speaker.deviceId });
  }
}

/** Those that can be chosen: before the person has allowed one, browsers list them without an id. */
function choicesOf(found: MediaDeviceInfo[], kind: MediaDeviceKind, name: string): DeviceChoice[] {
  return found
    .filter((device) => device.kind === kind && device.deviceId !== "")
    .map(({ deviceId, label }, index) => ({ deviceId, label: label || `${name} ${index + 1}` }));
}
