/** What a host does with the others: who may do what, mute, hands, who is let in. Refusals are told in words. */
import { api, describeProblem } from "../room/api";
import type { Ability, GrantInfo } from "../room/protocol";
import type { EventOf, Payload } from "../room/socket";
import type { Visit } from "../room/visit";
import { toast, toastError } from "../ui/toasts";
import type { Switch } from "./rights";
import type { Person } from "./store";

export const A_WHILE_MS = 5 * 60_000;

export type Device = NonNullable<Payload<"mute">["kind"]>;

/** For everybody who is no host. Resolves to whether it was done. */
export function allowAll(visit: Visit, name: Switch, on: boolean): Promise<boolean> {
  return tryTo(api.patch(roomPath(visit), { [name]: on }));
}

/** An exception for one person, until a moment (ms) or until it is taken back. */
export function allowOne(visit: Visit, userId: string, ability: Ability, allowed: boolean, until: number | null): Promise<boolean> {
  const end = until === null ? {} : { until: new Date(until).toISOString() };
  return tryTo(api.post(`${roomPath(visit)}/grants`, { userId, ability, allowed, ...end }));
}

/** Back to what holds for everybody. */
export function endException(visit: Visit, grant: Pick<GrantInfo, "id">): Promise<boolean> {
  return tryTo(api.delete(`${roomPath(visit)}/grants/${String(grant.id)}`));
}

/** One click from a raised hand: the microphone is allowed, and the hand has done its work. */
export async function letSpeak(visit: Visit, person: Person, mayAlready: boolean): Promise<void> {
  if (!mayAlready && !(await allowOne(visit, person.userId, "microphone", true, null))) return;
  if (person.hand) lowerHand(visit, person.userId);
  const name = person.fullName || person.username;
  toast(mayAlready ? `${name} may speak already; the hand is down` : `${name} may speak now`);
}

export function mute(visit: Visit, userId: string, kind: Device = "audio"): void {
  visit.socket.send("mute", { userId, kind }).catch(tellWhy);
}

export function muteEveryone(visit: Visit): void {
  visit.socket.send("mute", { kind: "audio" }).then(() => toast("Everybody but the hosts is muted"), tellWhy);
}

export function lowerHand(visit: Visit, userId: string): void {
  visit.socket.send("lower-hand", { userId }).catch(tellWhy);
}

export function lowerAllHands(visit: Visit): void {
  visit.socket.send("lower-hand", {}).catch(tellWhy);
}

export function admit(visit: Visit, userId: string): void {
  visit.socket.send("admit", { userId }).catch(tellWhy);
}

export function refuse(visit: Visit, userId: string): void {
  visit.socket.send("refuse", { userId }).catch(tellWhy);
}

export function admitAll(visit: Visit): void {
  visit.socket.send("admit-all", {}).catch(tellWhy);
}

/** Whether a `mute` is for me, and from whom it is. */
export function concernsMe(event: Pick<EventOf<"mute">, "userId" | "by">, me: string, host: boolean): boolean {
  return event.userId === undefined ? event.by !== me && !host : event.userId === me;
}

function roomPath(visit: Visit): string {
  return `/api/rooms/${encodeURIComponent(visit.page.roomId)}`;
}

async function tryTo(promise: Promise<unknown>): Promise<boolean> {
  try {
    await promise;
    return true;
  } catch (error) {
    tellWhy(error);
    return false;
  }
}

function tellWhy(error: unknown): void {
  toastError(describeProblem(error));
}
