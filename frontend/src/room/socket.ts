/** The room's one connection, and the only file that knows WebSocket: it sends, resends, orders and comes back. */
import { retries, retryDelay } from "./closing";
import { newId } from "./ids";
import { Listeners } from "./listeners";
import { Liveness } from "./liveness";
import { Order } from "./order";
import { Outbox, Refused, type Letter } from "./outbox";
import { accountProof, type Proof } from "./proof";
import type { AckOut, ClientEvent, ServerEvent } from "./protocol";

export type Status = "connecting" | "open" | "reconnecting" | "closed";
export type Payload<T extends ClientEvent["type"]> = Omit<Extract<ClientEvent, { type: T }>, "type" | "id">;
export type EventOf<T extends ServerEvent["type"]> = Extract<ServerEvent, { type: T }>;
type Durable = ServerEvent & { seq: number };

const TICK_MS = 1_000;
const RATE_LIMITED_RETRY_MS = 1_500;

export class RoomSocket {
  /** Whether this tab asks to be the person's media tab in its next handshake. */
  media = true;
  status: Status = "connecting";

  private socket: WebSocket | null = null;
  private welcomed = false;
  /** In the lobby: the line is kept alive, and nothing else goes over it. */
  private waiting = false;
  private everHeard = false;
  private attempt = 0;
  private renewed = false;
  private retryTimer: number | undefined;
  private ticker: number | undefined;
  private liveness = new Liveness(0);
  private readonly order = new Order<Durable>();
  private readonly outbox: Outbox;
  private readonly byType = new Map<string, Listeners<[event: never]>>();
  private readonly every = new Listeners<[event: ServerEvent, replay: boolean]>();
  private readonly binary = new Listeners<[data: Uint8Array]>();
  private readonly statuses = new Listeners<[status: Status, code?: number]>();

  constructor(
    private readonly url: string,
    readonly peerId: string,
    outboxKey: string,
    private readonly proof: Proof = accountProof,
  ) {
    this.outbox = new Outbox(outboxKey);
  }

  // ---------------------------------------------------------------- sending

  /** Kept and resent under the same id until the server acknowledges; rejects with `Refused` when it says no. */
  send<T extends ClientEvent["type"]>(type: T, payload: Payload<T>, id: string = newId()): Promise<AckOut> {
    const letter: Letter = { id, type, payload: payload as Record<string, unknown> };
    const answer = this.outbox.add(letter);
    if (this.welcomed) this.post(letter);
    return answer;
  }

  /** Fire and forget: dropped while there is no connection. */
  tell<T extends ClientEvent["type"]>(type: T, payload: Payload<T>): void {
    if (this.welcomed) this.write({ type, ...payload });
  }

  /** False when there is no connection; nothing is kept. */
  sendBinary(data: Uint8Array): boolean {
    if (!this.welcomed || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(data as Uint8Array<ArrayBuffer>);
    return true;
  }

  /** Letters that a reload interrupted, to be sent again under their old ids. */
  inherited(): Letter[] {
    return this.outbox.inherited();
  }

  // ---------------------------------------------------------------- listening

  /** Live events of one type; what catch-up replays is told to `onEvery` alone. */
  on<T extends ServerEvent["type"]>(type: T, handler: (event: EventOf<T>) => void): () => void {
    const listeners = this.byType.get(type) ?? new Listeners();
    this.byType.set(type, listeners);
    return listeners.add(handler as (event: never) => void);
  }

  onEvery(handler: (event: ServerEvent, replay: boolean) => void): () => void {
    return this.every.add(handler);
  }

  onBinary(handler: (data: Uint8Array) => void): () => void {
    return this.binary.add(handler);
  }

  onStatus(handler: (status: Status, code?: number) => void): () => void {
    return this.statuses.add(handler);
  }

  // ---------------------------------------------------------------- the life of the connection

  open(): void {
    window.addEventListener("online", this.doubt);
    document.addEventListener("visibilitychange", this.doubt);
    this.ticker ??= window.setInterval(this.tick, TICK_MS);
    this.connect();
  }

  /** Drops the connection and makes a new one at once, with the present `media`. */
  reconnect(): void {
    this.drop();
    this.setStatus(this.everHeard ? "reconnecting" : "connecting");
    this.connect();
  }

  /** Says goodbye and stays closed. */
  leave(): void {
    if (this.welcomed || this.waiting) this.write({ type: "leave", id: newId() });
    this.close(1000);
  }

  private connect(): void {
    window.clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    // Shared documents come by the binary lane here, not as JSON events.
    const query = new URLSearchParams({ peer: this.peerId, documents: "yjs", ...(this.media ? { media: "1" } : {}) });
    const socket = new WebSocket(`${this.url}?${query.toString()}`);
    socket.binaryType = "arraybuffer";
    socket.onmessage = (message: MessageEvent<string | ArrayBuffer>) => this.receive(message.data);
    socket.onclose = (event) => this.closed(event.code);
    this.socket = socket;
    this.liveness = new Liveness(Date.now());
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.welcomed = this.waiting = false;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private close(code: number): void {
    this.drop();
    window.clearTimeout(this.retryTimer);
    window.clearInterval(this.ticker);
    this.ticker = undefined;
    window.removeEventListener("online", this.doubt);
    document.removeEventListener("visibilitychange", this.doubt);
    this.outbox.refuseAll(new Refused("closed", "The connection to the room was closed."));
    this.setStatus("closed", code);
  }

  private closed(code: number): void {
    const refusedHandshake = code === 1006 && !this.welcomed && !this.waiting;
    this.drop();
    if (code === 4401 && !this.renewed) void this.comeBackUnless(this.proof.renew);
    else if (!retries(code)) this.close(code);
    else if (refusedHandshake) void this.comeBackUnless(this.proof.check);
    else this.comeBack();
  }

  /** A refused handshake looks like a lost one; only the server can tell whether the person may still come in. */
  private async comeBackUnless(refused: () => Promise<number | null>): Promise<void> {
    this.setStatus(this.everHeard ? "reconnecting" : "connecting");
    let why: number | null = null;
    try {
      this.renewed = true;
      why = await refused();
    } catch {
      // The server is away: go on trying.
    }
    if (this.status === "closed" || this.socket) return;
    if (why === null) this.comeBack();
    else this.close(why);
  }

  private comeBack(): void {
    this.setStatus(this.everHeard ? "reconnecting" : "connecting");
    window.clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => this.connect(), retryDelay(this.attempt));
    this.attempt += 1;
  }

  private readonly tick = (): void => {
    if (!this.socket) return;
    const verdict = this.liveness.tick(Date.now());
    if (verdict === "ping") this.ping();
    if (verdict !== "dead") return;
    this.drop();
    this.comeBack();
  };

  private readonly doubt = (): void => {
    if (document.visibilityState === "hidden") return;
    if (this.socket && (this.welcomed || this.waiting)) {
      this.liveness.doubt(Date.now());
      this.ping();
    } else if (this.retryTimer !== undefined) {
      this.attempt = 0;
      this.connect();
    }
  };

  private ping(): void {
    if (this.welcomed || this.waiting) this.write({ type: "ping" });
  }

  // ---------------------------------------------------------------- frames

  private write(frame: Record<string, unknown>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private post(letter: Letter): void {
    this.write({ type: letter.type, id: letter.id, ...letter.payload });
  }

  private receive(data: string | ArrayBuffer): void {
    this.liveness.heard(Date.now());
    if (typeof data !== "string") {
      this.binary.tell(new Uint8Array(data));
      return;
    }
    const event = JSON.parse(data) as ServerEvent;
    switch (event.type) {
      case "welcome":
        this.welcome(event);
        return;
      case "waiting":
        this.waitOutside();
        break;
      case "ack":
        this.outbox.acknowledge(event);
        break;
      case "error":
        this.refused(event);
        break;
      case "head":
        for (const waited of this.order.reached(event.seq)) this.emit(waited, false);
        break;
      default:
        break;
    }
    if (!("seq" in event) || event.type === "ack" || event.type === "head") return this.emit(event, false);
    const order = this.order.take(event as Durable);
    if (order !== null) this.emit(event, order === "replay");
  }

  private welcome(event: EventOf<"welcome">): void {
    this.welcomed = true;
    this.waiting = false;
    this.everHeard = true;
    this.attempt = 0;
    this.renewed = false;
    const since = this.order.welcomed(event.seq);
    this.emit(event, false);
    if (since !== null) this.write({ type: "catch-up", id: newId(), since });
    this.setStatus("open");
    for (const letter of this.outbox.letters()) this.post(letter);
  }

  /** A lost line comes back here too, and is told as such. */
  private waitOutside(): void {
    this.waiting = true;
    this.everHeard = true;
    this.attempt = 0;
    this.renewed = false;
    this.setStatus("connecting");
  }

  private refused(event: EventOf<"error">): void {
    const { id, code, message } = event;
    if (id === undefined || !this.outbox.has(id)) return;
    if (code !== "rate_limited") return this.outbox.refuse(id, new Refused(code, message));
    // Not lost, only early: the same letter again a little later.
    window.setTimeout(() => {
      const letter = this.outbox.letters().find((kept) => kept.id === id);
      if (letter && this.welcomed) this.post(letter);
    }, RATE_LIMITED_RETRY_MS);
  }

  private emit(event: ServerEvent, replay: boolean): void {
    this.every.tell(event, replay);
    if (!replay) this.byType.get(event.type)?.tell(event as never);
  }

  private setStatus(status: Status, code?: number): void {
    if (status === this.status && code === undefined && status !== "open") return;
    this.status = status;
    this.statuses.tell(status, code);
  }
}
