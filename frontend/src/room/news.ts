/** What happens in the room and deserves a toast: who comes and goes, hands, devices, messages out of sight. */
import { listenToQuestions } from "../questions/news";
import { isHost } from "../people/store";
import { toggleMicrophone } from "../media/controls-actions";
import { dismissTopic, toast, toastError } from "../ui/toasts";
import type { ServerEvent } from "./protocol";
import type { Visit } from "./visit";

const MUTED_AGAIN_MS = 30_000;
const MESSAGE_LENGTH = 80;
const MESSAGES = "messages";

/** Returns the way to stop listening. */
export function listenToNews(visit: Visit): () => void {
  const { socket, call } = visit;
  const undo = [
    socket.on("join", (event) => tellArrival(visit, event)),
    socket.on("leave", (event) => tellDeparture(visit, event)),
    socket.on("hand", (event) => tellHand(visit, event)),
    socket.on("chat", (event) => tellMessage(visit, event.userId, event.message)),
    socket.on("private", (event) => tellMessage(visit, event.from, event.message)),
    listenToQuestions(visit),
    visit.layout.subscribe(({ panel }) => panel === "chat" && dismissTopic(MESSAGES)),
    call.devices.subscribe(() => tellDevice(visit)),
    call.screen.subscribe(() => tellScreen(visit)),
    call.levels.subscribe(mutedHint(visit)),
  ];
  return () => undo.forEach((stop) => stop());
}

type Of<T extends ServerEvent["type"]> = Extract<ServerEvent, { type: T }>;

function mine(visit: Visit, userId: string): boolean {
  return visit.stores.session.getState().me?.userId === userId;
}

function nameOf(visit: Visit, userId: string): string {
  return visit.stores.people.getState().known[userId]?.fullName ?? "Somebody";
}

function tellArrival(visit: Visit, event: Of<"join">): void {
  if (!mine(visit, event.userId)) toast(`${event.fullName || event.username} came in`);
}

function tellDeparture(visit: Visit, event: Of<"leave">): void {
  if (mine(visit, event.userId)) return;
  const removed = event.reason === "removed";
  toast(`${nameOf(visit, event.userId)} ${removed ? "was removed" : "left"}`);
}

function tellHand(visit: Visit, event: Of<"hand">): void {
  const me = visit.stores.session.getState().me;
  if (event.raised && me && isHost(me.role) && !mine(visit, event.userId)) {
    toast(`${nameOf(visit, event.userId)} raised a hand`, {
      action: { label: "Show", run: () => visit.layout.setState({ panel: "people" }) },
    });
  }
}

function tellMessage(visit: Visit, from: string, message: string): void {
  if (mine(visit, from) || visit.layout.getState().panel === "chat") return;
  const words = message.length > MESSAGE_LENGTH ? `${message.slice(0, MESSAGE_LENGTH)}…` : message;
  toast(`${nameOf(visit, from)}: ${words}`, {
    topic: MESSAGES,
    action: { label: "Open", run: () => visit.layout.setState({ panel: "chat" }) },
  });
}

function tellDevice(visit: Visit): void {
  const { notice } = visit.call.devices.snapshot();
  if (!notice) return;
  visit.call.devices.dismissNotice();
  toast(notice.message);
}

function tellScreen(visit: Visit): void {
  const { problem, on } = visit.call.screen.snapshot();
  if (problem && !on) toastError(problem);
}

function mutedHint(visit: Visit): () => void {
  let toldAt = 0;
  return () => {
    if (!visit.call.levels.snapshot().talkingWhileMuted || Date.now() - toldAt < MUTED_AGAIN_MS) return;
    if (!visit.call.mesh.snapshot().allowed.audio) return;
    toldAt = Date.now();
    toast("You are muted.", { action: { label: "Unmute", run: () => void toggleMicrophone(visit) } });
  };
}
