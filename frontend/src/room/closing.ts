/** What a close code of the socket means for the person, and what to do next. */

export type NextStep = "reconnect" | "sign-in" | "try-again" | "dashboard";

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

/** Codes after which the page comes back by itself. */
export function retries(code: number): boolean {
  return code === 1006 || code === 1012 || code === 4408;
}

export function describeClose(code: number): Closing {
  return (
    CLOSINGS[code] ?? {
      title: "The connection was closed",
      text: "Come in again; what you wrote is kept.",
      next: "try-again",
    }
  );
}

/** Milliseconds before attempt number `attempt` (from 0): from 400 ms by 1.6 to 15 s, the upper half at random. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(15_000, 400 * 1.6 ** Math.min(attempt, 10));
  return Math.round(ceiling * (0.5 + random() / 2));
}
