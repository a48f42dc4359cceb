/** Coming in: the seat is taken by REST, and what may go wrong is put into words with a next step. */
import { ApiError, api, renewSignIn } from "./api";
import { tidyName } from "./guest-name";
import type { Me, Page } from "./page";

export interface EntryProblem {
  text: string;
  field: "password" | "name" | null;
  next: "sign-in" | "dashboard" | "reload" | null;
}

/** With an account, or as the guest one is here already. Throws ApiError. */
export async function enter(page: Pick<Page, "roomId" | "invite" | "me">, password: string): Promise<void> {
  const path = `${roomPath(page)}/join`;
  // A guest's pass is their invitation: the link they came by may be used up by now.
  const invite = page.me?.isGuest ? "" : page.invite;
  const body = { ...(password ? { password } : {}), ...(invite ? { inviteToken: invite } : {}) };
  try {
    await api.post(path, body);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    // An access token that has just run out is renewed once; a guest has none.
    if (page.me?.isGuest || !(await renewSignIn())) throw error;
    await api.post(path, body);
  }
}

/** For the first time, by a link and a name; the browser gets a pass for this room. Throws ApiError. */
export async function enterAsGuest(page: Pick<Page, "roomId" | "invite">, name: string): Promise<Me> {
  const username = tidyName(name);
  await api.post(`${roomPath(page)}/guest`, { username, inviteToken: page.invite });
  // The welcome says the id, and the name as the server wrote it.
  return { userId: "", username, fullName: username, isGuest: true };
}

export function describeEntry(error: ApiError, guest = false): EntryProblem {
  const say = (text: string, next: EntryProblem["next"] = null): EntryProblem => ({
    text,
    field: null,
    next: guest && next !== "reload" ? null : next,
  });
  const name = error.errors.username?.[0];
  if (name) return { text: name, field: "name", next: null };
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
    case "invite_used":
      return say("This link was used as often as it may be. Ask the host for a new one.", "dashboard");
    case "invite_expired":
    case "invite_revoked":
    case "invite_not_found":
      return say("This link is not good any more. Ask the host for a new one.", "dashboard");
    default:
      break;
  }
  if (error.status === 401) {
    if (guest) return say("Your pass for this room has ended. Ask the host for a new link.", "reload");
    return say("You are signed out. Sign in again and you come straight back here.", "sign-in");
  }
  if (error.status === 404) return say("There is no such room, or it is not open to you. Check the link.", "dashboard");
  if (error.status === 429) {
    const wait = error.retryAfterSeconds;
    return say(`Too many tries. Wait ${wait === null ? "a few minutes" : describeWait(wait)}, then try again.`);
  }
  return say(error.message);
}

function roomPath(page: Pick<Page, "roomId">): string {
  return `/api/rooms/${encodeURIComponent(page.roomId)}`;
}

function describeWait(seconds: number): string {
  if (seconds < 90) return `${String(seconds)} seconds`;
  return `${String(Math.ceil(seconds / 60))} minutes`;
}
