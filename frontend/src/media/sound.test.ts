import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Observable } from "./observable";
import { AudioSink } from "./sound";
import type { DevicesSnapshot, MeshSnapshot } from "./types";

class Shown<T> extends Observable<T> {
  show(part: Partial<T>): void {
    this.change(part);
  }
}

class FakeStream {
  constructor(private readonly tracks: unknown[]) {}
  getTracks = () => this.tracks;
}

let mesh: Shown<MeshSnapshot>;
let devices: Shown<DevicesSnapshot>;
let sink: AudioSink;
let mayPlay: boolean;
const sinkIds = new Map<HTMLMediaElement, string>();

const elements = () => [...document.querySelectorAll("audio")];
const playing = (id: string, track: object | null, screenAudio: object | null = null) =>
  mesh.show({ people: { ...mesh.snapshot().people, [id]: { userId: id, audio: track, screenAudio } as never } });
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  mayPlay = true;
  sinkIds.clear();
  vi.stubGlobal("MediaStream", FakeStream);
  const prototype = HTMLMediaElement.prototype as unknown as Record<string, unknown>;
  Object.defineProperty(prototype, "srcObject", { value: null, writable: true, configurable: true });
  prototype.play = () =>
    mayPlay ? Promise.resolve() : Promise.reject(new DOMException("not without a click", "NotAllowedError"));
  prototype.setSinkId = function (this: HTMLMediaElement, id: string) {
    sinkIds.set(this, id);
    return Promise.resolve();
  };
  mesh = new Shown<MeshSnapshot>({ people: {} } as MeshSnapshot);
  devices = new Shown<DevicesSnapshot>({ speaker: { deviceId: null } } as DevicesSnapshot);
  sink = new AudioSink(mesh, devices);
});

afterEach(() => {
  sink.close();
  vi.unstubAllGlobals();
});

describe("the sound of the others", () => {
  it("has one element for each voice and each shared sound, and none for those who are gone", () => {
    playing("ada", {}, {});
    playing("cai", {});
    expect(elements()).toHaveLength(3);
    playing("ada", {}, null);
    expect(elements()).toHaveLength(2);
    mesh.show({ people: {} });
    expect(elements()).toHaveLength(0);
  });

  it("keeps its element when the connection was made anew", () => {
    playing("ada", {});
    const [element] = elements();
    const track = {};
    playing("ada", track);
    expect(elements()).toEqual([element]);
    expect((element?.srcObject as unknown as FakeStream).getTracks()).toEqual([track]);
  });

  it("that the browser holds back is reported, and plays after a click", async () => {
    mayPlay = false;
    playing("ada", {});
    await settled();
    expect(sink.snapshot().blocked).toBe(true);
    await sink.resume();
    expect(sink.snapshot().blocked).toBe(true);
    mayPlay = true;
    await sink.resume();
    expect(sink.snapshot().blocked).toBe(false);
  });

  it("is not held back any more when nobody is left to hear", async () => {
    mayPlay = false;
    playing("ada", {});
    await settled();
    mesh.show({ people: {} });
    expect(sink.snapshot().blocked).toBe(false);
  });

  it("comes out of the chosen speaker, for those who come later too", () => {
    playing("ada", {});
    devices.show({ speaker: { deviceId: "loud" } as DevicesSnapshot["speaker"] });
    playing("cai", {});
    expect([...sinkIds.values()]).toEqual(["loud", "loud"]);
    devices.show({ speaker: { deviceId: null } as DevicesSnapshot["speaker"] });
    expect([...sinkIds.values()]).toEqual(["", ""]);
  });
});
