/** Everything about sound and picture in a room, put together: what the page makes one of. */
import { Devices } from "./devices";
import { IceServers } from "./ice";
import { MicrophoneLevels } from "./levels";
import { Mesh, type LocalMedia } from "./mesh";
import { ScreenShare } from "./screen";
import { AudioSink } from "./sound";
import { exposeStats } from "./stats";
import type { Signaling } from "./types";

export interface CallOptions {
  /** Not opened yet, or at least not welcomed: the call listens for `welcome`. */
  socket: Signaling;
  /** From the preview, already open where the person allowed it. */
  devices?: Devices;
  levels?: MicrophoneLevels;
  iceServersUrl?: string;
}

export class Call {
  readonly devices: Devices;
  readonly screen = new ScreenShare();
  readonly levels: MicrophoneLevels;
  readonly mesh: Mesh;
  readonly sound: AudioSink;

  private readonly undo: (() => void)[] = [];
  private toldSpeaking = false;

  constructor(private readonly options: CallOptions) {
    this.devices = options.devices ?? new Devices();
    this.levels = options.levels ?? new MicrophoneLevels(this.devices);
    const iceServers = new IceServers(options.iceServersUrl);
    this.mesh = new Mesh({ socket: options.socket, local: this.local(), iceServers: () => iceServers.get() });
    this.sound = new AudioSink(this.mesh, this.devices);
    this.undo.push(
      this.mesh.subscribe(() => this.followMesh()),
      this.levels.subscribe(() => this.tellSpeaking()),
      this.watchNetwork(),
      exposeStats(this.mesh, options.socket.peerId),
    );
  }

  /** Brings the media to this tab; the devices it had are opened again. */
  takeOver(): void {
    this.mesh.takeOver();
  }

  /** Ends the call here: connections, devices, sharing. */
  leave(): void {
    for (const undo of this.undo.splice(0)) undo();
    this.mesh.leave();
    this.sound.close();
    this.levels.close();
    this.screen.stop();
    this.devices.close();
  }

  private local(): LocalMedia {
    const { devices, screen } = this;
    return {
      tracks: () => ({
        audio: devices.snapshot().microphone.track,
        video: devices.snapshot().camera.track,
        screen: screen.snapshot().track,
        screenAudio: screen.snapshot().audioTrack,
      }),
      subscribe: (listener) => {
        const undo = [devices.subscribe(listener), screen.subscribe(listener)];
        return () => undo.forEach((each) => each());
      },
    };
  }

  private followMesh(): void {
    const { elsewhere, allowed, people } = this.mesh.snapshot();
    if (elsewhere) {
      this.screen.stop();
      this.devices.pause();
      return;
    }
    void this.devices.resume();
    if (!allowed.screen) this.screen.stop();
    const { camera, microphone } = this.devices.snapshot();
    if (!allowed.video && (camera.wanted || camera.track)) this.devices.letGo("camera");
    if (!allowed.audio && (microphone.wanted || microphone.track)) this.devices.letGo("microphone");
    const withPicture = Object.values(people).filter(({ place }) => place === "video").length + 1;
    this.devices.fitTo(withPicture);
  }

  private tellSpeaking(): void {
    const { allowed, elsewhere, place } = this.mesh.snapshot();
    const isSpeaking = this.levels.snapshot().speaking && allowed.audio && !elsewhere && place !== "none";
    if (isSpeaking === this.toldSpeaking) return;
    this.toldSpeaking = isSpeaking;
    this.options.socket.tell("speaking", { isSpeaking });
  }

  private watchNetwork(): () => void {
    const changed = () => this.mesh.networkChanged();
    const closed = (event: PageTransitionEvent) => event.persisted || this.leave();
    const { connection } = navigator as Navigator & { connection?: EventTarget };
    window.addEventListener("online", changed);
    window.addEventListener("pagehide", closed);
    connection?.addEventListener("change", changed);
    return () => {
      window.removeEventListener("online", changed);
      window.removeEventListener("pagehide", closed);
      connection?.removeEventListener("change", changed);
    };
  }
}
