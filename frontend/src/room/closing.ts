/** What a close code of the socket means for the person, and what to do next. */
import type { SessionState } from "./session";

/** "dashboard" is what everybody with an account is offered; a guest has none. */
export type NextStep = "sign-in" | "try-again" | "reload" | "dashboard";

export interface Closing {
  title: string;
  text: string;
  next: NextStep;
}

const CLOSINGS: Record<number, Closing> = {
  1011: {
    title: "Something went wrong on our side",
    text: "The room is still there. Come in again; what you wrote is kept.",
    next: "try-again",
  },
  4400: {
    title: "This page is out of date",
    text: "It said something that the server does not understand. Load it again.",
    next: "try-again",
  },
  4401: { title: "You are signed out", text: "Sign in again and you come straight back to this room.", next: "sign-in" },
  4403: {
    title: "You are no longer in this room",
    text: "A host removed you, or the room is closed to you. Ask the host for a new invitation.",
    next: "dashboard",
  },
  4404: {
    title: "There is no such room",
    text: "It may have ended, or the link has a typing mistake. Ask whoever sent it.",
    next: "dashboard",
  },
  4409: { title: "The room is full", text: "Ask the host to make space, then try again.", next: "try-again" },
  4423: { title: "The room is locked", text: "Ask the host to unlock it, then try again.", next: "try-again" },
  4429: {
    title: "Too much at once",
    text: "This page sent more than the room allows. Wait a few seconds, then come in again.",
    next: "try-again",
  },
};

/** What is different for somebody who came by a link and a name. */
const GUEST_CLOSINGS: Record<number, Closing> = {
  4401: {
    title: "Your pass for this room has ended",
    text: "It ran out, or it was taken back. Ask the host for a new link.",
    next: "reload",
  },
};

/** Codes after which the page comes back by itself. */
export function retries(code: number): boolean {
  return code === 1006 || code === 1012 || code === 4408;
}

export function describeClose(code: number, guest = false): Closing {
  return (
    (guest ? GUEST_CLOSINGS[code] : undefined) ??
    CLOSINGS[code] ?? {
      title: "The connection was closed",
      text: "Come in again; what you wrote is kept.",
      next: "try-again",
    }
  );
}

/** The end of a visit: by what the server said before it closed, else by the code alone. */
export function describeEnd(code: number | null, ending: SessionState["ending"], guest = false): Closing {
  switch (ending) {
    case "removed":
      return {
        title: "A host removed you from the room",
        text: guest
          ? "Your link does not bring you back. Ask the host if you think that this was a mistake."
          : "You can come back when somebody of the room invites you again.",
        next: "dashboard",
      };
    case "refused":
      return {
        title: "You were not let in this time",
        text: "The host did not let you in. It may be the wrong moment: you can ask again in a minute, or write to the host.",
        next: "try-again",
      };
    case "ended":
      return { title: "The room has ended", text: "A host ended it for everyone. What was written is kept.", next: "dashboard" };
    case "deleted":
      return { title: "The room was deleted", text: "Its owner deleted it, with all that was in it.", next: "dashboard" };
    case null:
      break;
  }
  if (code === 1000) {
    return { title: "You have left the room", text: "Your camera and microphone are off.", next: "try-again" };
  }
  return describeClose(code ?? 1006, guest);
}

/** Milliseconds before attempt number `attempt` (from 0): from 400 ms by 1.6 to 15 s, the upper half at random. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(15_000, 400 * 1.6 ** Math.min(attempt, 10));
  return Math.round(ceiling * (0.5 + random() / 2));
}
