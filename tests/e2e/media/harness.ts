/** Several people in one page, each with a real Mesh and real connections, for tests of the engine without a server. */
import { Mesh } from "../../../frontend/src/media/mesh";
import { Observable } from "../../../frontend/src/media/observable";
import type { Tracks } from "../../../frontend/src/media/peer";
import { AudioSink } from "../../../frontend/src/media/sound";
import { readStats } from "../../../frontend/src/media/stats";
import type { DevicesSnapshot, Kind, MeshSnapshot } from "../../../frontend/src/media/types";
import { FakeRoom, FakeSocket, type Faults } from "./room";

class Local extends Observable<Tracks> {
  tracks = this.snapshot;

  set(kind: Kind, track: MediaStreamTrack | null): void {
    this.change({ [kind]: track });
  }
}

interface Someone {
  socket: FakeSocket;
  local: Local;
  mesh: Mesh;
  sound: AudioSink;
}

const SPEAKER = { speaker: { selectable: false, deviceId: null, choices: [] } } as unknown as DevicesSnapshot;

class Harness {
  room = new FakeRoom();
  readonly tabs = new Map<string, Someone>();
  private camera: Promise<MediaStream> | null = null;

  /** One camera and microphone for all: each tab gets copies. */
  private stream(): Promise<MediaStream> {
    this.camera ??= navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180, frameRate: 10 } });
    return this.camera;
  }

  /** This tab goes on sending whatever it is told, with the lines it has: a page that somebody changed. */
  doctor(tab: string): void {
    const { mesh } = this.tab(tab);
    for (const pair of mesh.pairs.values()) {
      pair.send = () => undefined;
      pair.receiveOffer = () => undefined;
    }
  }

  /** Who may send what: `begin` first, then this, then they come in. */
  classroom(students: string[], abilities: string[] = []): void {
    this.room.switches = { allowMicrophone: false, allowCamera: false, allowScreenShare: false };
    for (const student of students) this.room.allow(student, abilities);
  }

  begin(seed: number, faults: Faults): void {
    this.room = new FakeRoom(seed);
    this.room.faults = faults;
  }

  /** A tab of this person comes in, with sound and picture. */
  async enter(tab: string, userId: string, peerId = `peer-of-${tab}`): Promise<void> {
    const stream = await this.stream();
    const local = new Local({
      audio: stream.getAudioTracks()[0]?.clone() ?? null,
      video: stream.getVideoTracks()[0]?.clone() ?? null,
      screen: null,
      screenAudio: null,
    });
    const socket = new FakeSocket(this.room, userId, peerId);
    const mesh = new Mesh({ socket, local, iceServers: () => Promise.resolve([]) });
    // As in the room's page: what nobody plays is not even counted.
    const sound = new AudioSink(mesh, { subscribe: () => () => undefined, snapshot: () => SPEAKER });
    this.tabs.set(tab, { socket, local, mesh, sound });
    socket.open();
  }

  private tab(name: string): Someone {
    const found = this.tabs.get(name);
    if (!found) throw new Error(`no tab ${name}`);
    return found;
  }

  drop(tab: string): void {
    this.tab(tab).socket.drop();
  }

  reopen(tab: string): void {
    this.tab(tab).socket.open();
  }

  /** The tab is closed without a word: connections end, the server hears nothing. */
  crash(tab: string): void {
    const { mesh, socket, sound } = this.tab(tab);
    sound.close();
    mesh.leave();
    socket.drop();
    this.tabs.delete(tab);
  }

  takeOver(tab: string): void {
    this.tab(tab).mesh.takeOver();
  }

  async show(tab: string, kind: Kind, on: boolean): Promise<void> {
    const stream = await this.stream();
    const source = kind === "audio" || kind === "screenAudio" ? stream.getAudioTracks()[0] : stream.getVideoTracks()[0];
    const { local } = this.tab(tab);
    local.snapshot()[kind]?.stop();
    local.set(kind, on ? (source?.clone() ?? null) : null);
  }

  abilities(tab: string, abilities: string[]): void {
    this.tab(tab).socket.hear("abilities", { abilities });
  }

  /** Breaks the path of a pair under the engine's feet, as a changed network does. */
  breakPaths(tab: string, how: "close" | "network"): void {
    const { mesh } = this.tab(tab);
    if (how === "network") mesh.networkChanged();
    else for (const pair of mesh.pairs.values()) pair.peer?.connection.close();
  }

  /** A short account of a snapshot: tracks as booleans. */
  snapshot(tab: string): unknown {
    const { people, ...rest } = this.tab(tab).mesh.snapshot() as MeshSnapshot;
    const flat = Object.fromEntries(
      Object.entries(people).map(([userId, person]) => [
        userId,
        { ...person, audio: !!person.audio, video: !!person.video, screen: !!person.screen, screenAudio: !!person.screenAudio },
      ]),
    );
    return { ...rest, people: flat };
  }

  stats(tab: string): Promise<unknown> {
    const { mesh, socket } = this.tab(tab);
    return readStats(mesh, socket.peerId);
  }

  end(): void {
    for (const tab of [...this.tabs.keys()]) this.crash(tab);
  }
}

declare global {
  interface Window {
    harness: Harness;
  }
}

window.harness = new Harness();
