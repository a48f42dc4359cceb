/** Coming in: the seat is taken by REST, and what may go wrong is put into words with a next step. */
import { ApiError, api, renewSignIn } from "./api";
import type { Page } from "./page";

export interface EntryProblem {
  text: string;
  field: "password" | null;
  next: "sign-in" | "dashboard" | null;
}

/** Throws ApiError. An access token that has just run out is renewed once. */
export async function enter(page: Pick<Page, "roomId" | "invite">, password: string): Promise<void> {
  const path = `/api/rooms/${encodeURIComponent(page.roomId)}/join`;
  const body = { ...(password ? { password } : {}), ...(page.invite ? { inviteToken: page.invite } : {}) };
  try {
    await api.post(path, body);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || !(await renewSignIn())) throw error;
    await api.post(path, body);
  }
}

export function describeEntry(error: ApiError): EntryProblem {
  const say = (text: string, next: EntryProblem["next"] = null): EntryProblem => ({ text, field: null, next });
  switch (error.code) {
    case "password_required":
      return { text: "This room has a password. Ask the host for it.", field: "password", next: null };
    case "wrong_password":
      return { text: "That is not the password of this room. Check it and try again.", field: "password", next: null };
    case "room_full":
      return say("The room is full. Ask the host to make space, then try again.");
    case "room_locked":
      return say("The room is locked. Ask the host to let you in, then try again.");
    case "room_ended":
      return say("This room has ended. Its host can open it again.", "dashboard");
    case "removed":
      return say("A host removed you from this room. You need a new invitation to come back.", "dashboard");
    default:
      break;
  }
  if (error.status === 401) return say("You are signed out. Sign in again and you come straight back here.", "sign-in");
  if (error.status === 404) return say("There is no such room, or it is not open to you. Check the link.", "dashboard");
  if (error.status === 429) {
    const wait = error.retryAfterSeconds;
    return say(`Too many tries. Wait ${wait === null ? "a few minutes" : describeWait(wait)}, then try again.`);
  }
  return say(error.message);
}

function describeWait(seconds: number): string {
  if (seconds < 90) return `${String(seconds)} seconds`;
  return `${String(Math.ceil(seconds / 60))} minutes`;
}
