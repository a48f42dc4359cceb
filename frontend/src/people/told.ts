/** What a host does to me, told and done: rights that come and go, a device that is turned off. */
import { toggleMicrophone } from "../media/controls-actions";
import type { ServerEvent } from "../room/protocol";
import type { SessionState } from "../room/session";
import type { Visit } from "../room/visit";
import { toast } from "../ui/toasts";
import { concernsMe } from "./hosting";
import { describeChange, inWords } from "./rights";
import { isHost } from "./store";

const TOPIC = "rights";

const DEVICES = {
  audio: { name: "microphone", again: "Turn it on again when you want to speak." },
  video: { name: "camera", again: "You can turn it on again." },
  screen: { name: "shared screen", again: "You can share it again." },
};

/** Returns the way to stop listening. */
export function listenToHosts(visit: Visit): () => void {
  const undo = [
    visit.stores.session.subscribe((state, before) => tellRights(visit, state, before)),
    // Also what was missed: a reconnect must not undo a mute.
    visit.socket.onEvery((event, replay) => event.type === "mute" && turnOff(visit, event, replay)),
  ];
  return () => undo.forEach((stop) => stop());
}

function tellRights(visit: Visit, state: SessionState, before: SessionState): void {
  if (state.abilities === before.abilities || state.me === null) return;
  if (before.me === null) return tellOff(visit, state);
  const words = describeChange(before.abilities, state.abilities);
  if (!words) return;
  const speaks = state.abilities.has("microphone") && !before.abilities.has("microphone");
  const turnOn = { label: "Turn it on", run: () => void toggleMicrophone(visit) };
  toast(words, { topic: TOPIC, lasting: true, ...(speaks ? { action: turnOn } : {}) });
}

/** On coming in: what was on in the preview and may not be on here. */
function tellOff(visit: Visit, { abilities }: SessionState): void {
  const { microphone, camera } = visit.call.devices.snapshot();
  const off = [
    microphone.on && !abilities.has("microphone") && "microphone",
    camera.on && !abilities.has("camera") && "camera",
  ].filter((name) => name !== false);
  if (off.length === 0) return;
  const are = off.length > 1 ? "are" : "is";
  toast(`Here the host decides who speaks: your ${inWords(off)} ${are} off. Raise your hand to speak.`, { topic: TOPIC, lasting: true });
}

function turnOff(visit: Visit, event: Extract<ServerEvent, { type: "mute" }>, replay: boolean): void {
  const { me } = visit.stores.session.getState();
  if (!me || !concernsMe(event, me.userId, isHost(me.role))) return;
  if (!stopDevice(visit, event.kind)) return;
  const by = visit.stores.people.getState().known[event.by]?.fullName ?? "The host";
  const { name, again } = DEVICES[event.kind];
  const when = replay ? " while you were away" : "";
  toast(`${by} turned off your ${name}${when}. ${again}`, { topic: `mute-${event.kind}`, lasting: true });
}

/** False where it was off. */
function stopDevice({ call }: Visit, kind: keyof typeof DEVICES): boolean {
  const { microphone, camera } = call.devices.snapshot();
  if (kind === "screen") {
    const { on } = call.screen.snapshot();
    call.screen.stop();
    return on;
  }
  const device = kind === "audio" ? microphone : camera;
  if (!device.wanted) return false;
  void (kind === "audio" ? call.devices.setMicrophone(false) : call.devices.setCamera(false));
  return true;
}
