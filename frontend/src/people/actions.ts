/** What one can do with people: raise a hand, react, remove; and with the room: lock it, record it, end it. */
import { api, describeProblem } from "../room/api";
import type { Visit } from "../room/visit";
import { toastError } from "../ui/toasts";
import type { ReactionOut } from "../room/protocol";
import { reacted } from "./reactions";

export function raiseHand(visit: Visit, raised: boolean): void {
  visit.socket.send("hand", { raised }).catch(tellWhy);
}

export function react(visit: Visit, emoji: string): void {
  visit.socket.tell("reaction", { emoji });
}

/** My own reaction floats at once where the server does not send it back. */
export function showReaction(visit: Visit, event: Pick<ReactionOut, "userId" | "emoji">): void {
  visit.stores.reactions.setState((state) => reacted(state, event), true);
}

export async function removePerson(visit: Visit, userId: string): Promise<void> {
  await tryTo(api.post(`${roomPath(visit)}/participants/${encodeURIComponent(userId)}/remove`));
}

export async function lockRoom(visit: Visit, isLocked: boolean): Promise<void> {
  await tryTo(api.patch(roomPath(visit), { isLocked }));
}

/** Whether what is written, drawn and said in chat can be played back afterwards. Everybody is shown it. */
export async function recordRoom(visit: Visit, recordingEnabled: boolean): Promise<void> {
  await tryTo(api.patch(roomPath(visit), { recordingEnabled }));
}

export async function endRoom(visit: Visit): Promise<void> {
  await tryTo(api.post(`${roomPath(visit)}/end`));
}

function roomPath(visit: Visit): string {
  return `/api/rooms/${encodeURIComponent(visit.page.roomId)}`;
}

async function tryTo(promise: Promise<unknown>): Promise<void> {
  try {
    await promise;
  } catch (error) {
    tellWhy(error);
  }
}

function tellWhy(error: unknown): void {
  toastError(describeProblem(error));
}
