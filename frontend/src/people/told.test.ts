import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { dispatch } from "../room/dispatch";
import type { Ability, MuteOut } from "../room/protocol";
import { createStores } from "../room/stores";
import { participant, welcome } from "../room/testing";
import type { Visit } from "../room/visit";
import { toasts } from "../ui/toasts";
import { listenToHosts } from "./told";

const kim = participant("kim", { role: "STUDENT", joinNumber: 2 });
const device = () => ({ on: true, wanted: true });
let hear: (event: MuteOut, replay?: boolean) => void;
let devices: { microphone: ReturnType<typeof device>; camera: ReturnType<typeof device> };
let turned: string[];
let visit: Visit;
let stop: () => void;

const words = () => toasts.getState().map(({ text }) => text);
const allow = (...abilities: Ability[]) =>
  dispatch(visit.stores, { type: "abilities", timestamp: 0, role: "STUDENT", abilities }, false);
const mute = (part: Partial<MuteOut> = {}): MuteOut => ({
  type: "mute",
  timestamp: 0,
  seq: 4,
  id: "s4",
  kind: "audio",
  by: "ada",
  userId: "kim",
  ...part,
});

function comeIn(...abilities: Ability[]): void {
  dispatch(visit.stores, welcome({ you: kim, role: "STUDENT", abilities, participants: [participant("ada", { role: "TEACHER" }), kim] }), false);
}

beforeEach(() => {
  turned = [];
  devices = { microphone: device(), camera: device() };
  toasts.setState([], true);
  visit = {
    stores: createStores(),
    layout: createStore(() => ({})),
    socket: { onEvery: (handler: (event: MuteOut, replay: boolean) => void) => ((hear = (event, replay = false) => handler(event, replay)), vi.fn()) },
    call: {
      devices: {
        snapshot: () => devices,
        setMicrophone: (on: boolean) => Promise.resolve(turned.push(`microphone ${String(on)}`)),
        setCamera: (on: boolean) => Promise.resolve(turned.push(`camera ${String(on)}`)),
      },
      screen: { snapshot: () => ({ on: true }), stop: () => turned.push("screen false") },
    },
  } as unknown as Visit;
  stop = listenToHosts(visit);
});

afterEach(() => stop());

describe("a person whose rights change", () => {
  it("is told once what they may do now, and no device is turned on", () => {
    comeIn("read");
    toasts.setState([], true);
    allow("read", "microphone", "camera");
    expect(words()).toEqual(["You may use your microphone and use your camera now."]);
    expect(toasts.getState()[0]?.action?.label).toBe("Turn it on");
    allow("read", "microphone", "camera");
    expect(words()).toHaveLength(1);
    expect(turned).toEqual([]);
  });

  it("is told on coming in what is off, if it was on", () => {
    comeIn("read", "camera");
    expect(words()).toEqual(["Here the host decides who speaks: your microphone is off. Raise your hand to speak."]);
  });

  it("is told nothing where nothing changed for them", () => {
    comeIn("microphone", "camera");
    comeIn("microphone", "camera");
    expect(words()).toEqual([]);
  });
});

describe("a mute", () => {
  it("turns the device off and says by whom", () => {
    comeIn("microphone", "camera");
    hear(mute());
    hear(mute({ kind: "screen" }));
    expect(turned).toEqual(["microphone false", "screen false"]);
    expect(words()[0]).toBe("ADA turned off your microphone. Turn it on again when you want to speak.");
  });

  it("of everybody is for all but the hosts and whoever asked", () => {
    comeIn("microphone", "camera");
    const { userId: _mine, ...everybody } = mute();
    hear(everybody);
    expect(turned).toEqual(["microphone false"]);
    visit.stores.session.setState((state) => ({ ...state, me: state.me && { ...state.me, role: "TEACHER" } }));
    hear(everybody);
    expect(turned).toHaveLength(1);
  });

  it("of somebody else, or of what is off, changes and says nothing", () => {
    comeIn("microphone", "camera");
    hear(mute({ userId: "sam" }));
    devices.microphone = { on: false, wanted: false };
    hear(mute());
    expect([turned, words()]).toEqual([[], []]);
  });

  it("that was missed while the line was lost holds all the same", () => {
    comeIn("microphone", "camera");
    hear(mute(), true);
    expect(turned).toEqual(["microphone false"]);
    expect(words()[0]).toContain("while you were away");
  });
});
