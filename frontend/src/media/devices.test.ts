import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Devices } from "./devices";

class FakeTrack extends EventTarget {
  enabled = true;
  contentHint = "";
  readyState: "live" | "ended" = "live";
  onended: (() => void) | null = null;
  applyConstraints = vi.fn(() => Promise.resolve());

  constructor(
    readonly kind: "audio" | "video",
    readonly deviceId: string,
  ) {
    super();
  }

  get label(): string {
    return `the ${this.deviceId}`;
  }

  getSettings(): { deviceId: string } {
    return { deviceId: this.deviceId };
  }

  stop(): void {
    this.readyState = "ended";
  }

  unplug(): void {
    this.readyState = "ended";
    this.onended?.();
  }
}

type Asked = { audio?: { deviceId?: { exact: string } }; video?: { deviceId?: { exact: string } } };

/** A machine with these devices; `refuse` makes getUserMedia fail with that name. */
class Machine extends EventTarget {
  plugged: { kind: MediaDeviceKind; deviceId: string }[] = [
    { kind: "audioinput", deviceId: "desk-mic" },
    { kind: "audioinput", deviceId: "headset" },
    { kind: "videoinput", deviceId: "webcam" },
    { kind: "audiooutput", deviceId: "loud" },
  ];
  refuse: string | null = null;
  asked: Asked[] = [];
  tracks: FakeTrack[] = [];

  enumerateDevices = () => Promise.resolve(this.plugged.map((device) => ({ ...device, label: device.deviceId })));

  getUserMedia = async (asked: Asked): Promise<unknown> => {
    this.asked.push(asked);
    await Promise.resolve();
    if (this.refuse) throw new DOMException("no", this.refuse);
    const tracks = (["audio", "video"] as const).filter((kind) => asked[kind]).map((kind) => this.open(kind, asked[kind]));
    this.tracks.push(...tracks);
    return {
      getTracks: () => tracks,
      getAudioTracks: () => tracks.filter(({ kind }) => kind === "audio"),
      getVideoTracks: () => tracks.filter(({ kind }) => kind === "video"),
    };
  };

  unplug(deviceId: string): void {
    this.plugged = this.plugged.filter((device) => device.deviceId !== deviceId);
    this.tracks.filter((track) => track.deviceId === deviceId && track.readyState === "live").forEach((t) => t.unplug());
    this.dispatchEvent(new Event("devicechange"));
  }

  plug(kind: MediaDeviceKind, deviceId: string): void {
    this.plugged.push({ kind, deviceId });
    this.dispatchEvent(new Event("devicechange"));
  }

  private open(kind: "audio" | "video", wanted?: { deviceId?: { exact: string } }): FakeTrack {
    const there = this.plugged.filter((device) => device.kind === `${kind}input`);
    const exact = wanted?.deviceId?.exact;
    const found = exact === undefined ? there[0] : there.find(({ deviceId }) => deviceId === exact);
    if (!found) throw new DOMException("no", there.length > 0 ? "OverconstrainedError" : "NotFoundError");
    return new FakeTrack(kind, found.deviceId);
  }
}

let machine: Machine;
let devices: Devices;
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const microphone = () => devices.snapshot().microphone;
const camera = () => devices.snapshot().camera;

beforeEach(() => {
  machine = new Machine();
  vi.stubGlobal("isSecureContext", true);
  Object.defineProperty(navigator, "mediaDevices", { value: machine, configurable: true });
  localStorage.clear();
  devices = new Devices();
});

afterEach(() => {
  devices.close();
  vi.unstubAllGlobals();
});

describe("devices", () => {
  it("are asked for in one question, and are on", async () => {
    await devices.start();
    expect(machine.asked).toHaveLength(1);
    expect([microphone().on, camera().on, microphone().access]).toEqual([true, true, "granted"]);
    expect(microphone().choices.map(({ deviceId }) => deviceId)).toEqual(["desk-mic", "headset"]);
  });

  it("that may not be sent any more are closed, and stay so until the person asks", async () => {
    await devices.start();
    const held = [microphone().track, camera().track] as unknown as FakeTrack[];
    devices.letGo("microphone");
    devices.letGo("camera");
    expect(held.map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
    await devices.resume();
    expect([microphone().on, microphone().wanted, camera().wanted]).toEqual([false, false, false]);
    await devices.setMicrophone(true);
    expect(microphone().on).toBe(true);
  });

  it("work one without the other: no camera leaves the microphone on", async () => {
    machine.unplug("webcam");
    await devices.start();
    expect([microphone().on, camera().on, camera().access]).toEqual([true, false, "no-device"]);
    expect(camera().advice).toContain("No camera was found");
  });

  it("that are refused say what to do, and nothing is on", async () => {
    machine.refuse = "NotAllowedError";
    await devices.start();
    expect([microphone().access, camera().access, microphone().on]).toEqual(["denied", "denied", false]);
    expect(camera().advice).toContain("blocked");
  });

  it("held by another program are busy", async () => {
    machine.refuse = "NotReadableError";
    await devices.setCamera(true);
    expect(camera().access).toBe("busy");
  });

  it("are not there on a page without https", async () => {
    vi.stubGlobal("isSecureContext", false);
    const insecure = new Devices();
    await insecure.start();
    expect(insecure.snapshot().microphone.access).toBe("insecure");
    expect(machine.asked).toHaveLength(0);
    insecure.close();
  });
});

describe("off and on", () => {
  it("keeps a muted microphone open and silent", async () => {
    await devices.start();
    const track = microphone().track;
    await devices.setMicrophone(false);
    expect([microphone().on, track?.enabled, track?.readyState]).toEqual([false, false, "live"]);
    await devices.setMicrophone(true);
    expect([microphone().track === track, track?.enabled]).toEqual([true, true]);
  });

  it("lets the camera go, so that its light goes out, and opens it again", async () => {
    await devices.start();
    const first = camera().track;
    await devices.setCamera(false);
    expect([first?.readyState, camera().track]).toEqual(["ended", null]);
    await devices.setCamera(true);
    expect(camera().track?.readyState).toBe("live");
  });

  it("lets a camera go that came after it was no longer wanted", async () => {
    const opening = devices.setCamera(true);
    await devices.setCamera(false);
    await opening;
    expect(camera().on).toBe(false);
    expect(machine.tracks.every(({ readyState }) => readyState === "ended")).toBe(true);
  });

  it("remembers what was on while the media are in another tab", async () => {
    await devices.start();
    await devices.setMicrophone(false);
    devices.pause();
    expect(machine.tracks.every(({ readyState }) => readyState === "ended")).toBe(true);
    await devices.resume();
    expect([microphone().on, camera().on]).toEqual([false, true]);
  });
});

describe("the choice of a device", () => {
  it("takes its place at once, also while muted, and is remembered", async () => {
    await devices.start();
    await devices.chooseMicrophone("headset");
    expect(microphone().deviceId).toBe("headset");
    await devices.setMicrophone(false);
    await devices.chooseMicrophone("desk-mic");
    expect([microphone().on, microphone().track?.enabled]).toEqual([false, false]);
    const later = new Devices();
    expect(later.snapshot().microphone.deviceId).toBe("desk-mic");
    later.close();
  });

  it("gives way to another device when the chosen one is not there, and says so", async () => {
    localStorage.setItem("fusemeet:devices", JSON.stringify({ microphone: "left-at-home" }));
    const here = new Devices();
    await here.start({ camera: false });
    expect(here.snapshot().microphone.on).toBe(true);
    expect(here.snapshot().notice?.message).toContain("not there");
    here.close();
  });

  it("survives nonsense in the browser's storage", () => {
    localStorage.setItem("fusemeet:devices", "{[");
    expect(() => new Devices().close()).not.toThrow();
  });
});

describe("a device that is unplugged", () => {
  it("is replaced by another, and the person is told", async () => {
    await devices.start();
    machine.unplug("desk-mic");
    await settled();
    expect([microphone().on, microphone().deviceId]).toEqual([true, "headset"]);
    expect(devices.snapshot().notice).toMatchObject({ kind: "microphone" });
    devices.dismissNotice();
    expect(devices.snapshot().notice).toBeNull();
  });

  it("without another is off until one is plugged in", async () => {
    await devices.start();
    machine.unplug("webcam");
    await settled();
    expect([camera().on, camera().access, camera().wanted]).toEqual([false, "no-device", true]);
    machine.plug("videoinput", "new-webcam");
    await settled();
    expect([camera().on, camera().deviceId]).toEqual([true, "new-webcam"]);
  });

  it("was a speaker: the default plays, and the person is told", async () => {
    await devices.refresh();
    devices.chooseSpeaker("loud");
    machine.plug("audiooutput", "other");
    await settled();
    expect(devices.snapshot().speaker.deviceId).toBe("loud");
    machine.unplug("loud");
    await settled();
    expect(devices.snapshot().speaker.deviceId).toBeNull();
    expect(devices.snapshot().notice).toMatchObject({ kind: "speaker" });
  });
});
