/** What one can do in the chat: send, try again, throw away, show that one is typing. */
import { newId } from "../room/ids";
import { Refused } from "../room/outbox";
import type { Visit } from "../room/visit";
import * as chat from "./store";

const OFFLINE = "Not sent: the connection was closed. It goes out when you come in again.";

export function sendMessage(visit: Visit, message: string, to: string | null): void {
  deliver(visit, { id: newId(), message, to });
}

/** Under its old id, so that a message which did arrive is not said twice. */
export function sendAgain(visit: Visit, line: chat.Line): void {
  deliver(visit, { id: line.id, message: line.message, to: line.to });
}

export function discard(visit: Visit, line: chat.Line): void {
  visit.stores.chat.setState((state) => chat.discarded(state, line.id));
}

/** What a reload of the page interrupted. */
export function resendInherited(visit: Visit): void {
  for (const letter of visit.socket.inherited()) {
    const { message, to } = letter.payload as { message?: string; to?: string };
    if (message) deliver(visit, { id: letter.id, message, to: to ?? null });
  }
}

function deliver(visit: Visit, { id, message, to }: { id: string; message: string; to: string | null }): void {
  const { chat: store, session } = visit.stores;
  const { me } = session.getState();
  if (!me) return;
  const line = { id, userId: me.userId, username: me.username, to, message, timestamp: Date.now() };
  store.setState((state) => chat.sent(state, line));
  const answer =
    to === null ? visit.socket.send("chat", { message }, id) : visit.socket.send("private", { to, message }, id);
  answer.then(
    (ack) => store.setState((state) => chat.acknowledged(state, id, ack.seq)),
    (error: unknown) => {
      const words = error instanceof Refused && error.code !== "closed" ? error.message : OFFLINE;
      store.setState((state) => chat.failed(state, id, words));
    },
  );
}

const TYPING_EVERY_MS = 2_500;

/** Tells the room that one is typing, seldom enough for its limits. */
export class TypingSignal {
  private toldAt = 0;

  constructor(private readonly visit: Visit) {}

  typing(now: number = Date.now()): void {
    if (now - this.toldAt < TYPING_EVERY_MS) return;
    this.toldAt = now;
    this.visit.socket.tell("typing", { isTyping: true });
  }

  stopped(): void {
    if (this.toldAt === 0) return;
    this.toldAt = 0;
    this.visit.socket.tell("typing", { isTyping: false });
  }
}
