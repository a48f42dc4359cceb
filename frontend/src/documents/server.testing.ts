// A server for tests: the same wire as signaling/documents, one Yjs document in memory, lines that can be cut.
import * as Y from "yjs";
import { decodeFrame, encodeFrame, type Message } from "./frames";
import type { Lane } from "./state";

interface Line {
  lane: TestLane;
  updates: number;
}

export class TestServer {
  doc = new Y.Doc();
  epoch = 1;
  seq = 0;
  /** Frames are taken but nothing is committed or answered until `commit`. */
  holding = false;
  /** The code with which the next update is refused. */
  refuseNext: string | null = null;
  private refusals = 0;
  readonly taken: Uint8Array[] = [];
  private readonly lines = new Set<Line>();
  private readonly held: (() => void)[] = [];

  text(): string {
    return this.doc.getText("code").toString();
  }

  connect(lane: TestLane): Line {
    const line = { lane, updates: 0 };
    this.lines.add(line);
    return line;
  }

  disconnect(line: Line): void {
    this.lines.delete(line);
  }

  commit(): void {
    // What comes in meanwhile waits its turn behind what is on hold.
    for (let work = this.held.shift(); work; work = this.held.shift()) work();
    this.holding = false;
  }

  /** Refuses the next `count` updates, those on hold first, and then goes on as usual. */
  refuseAll(code: string, count: number): void {
    this.refuseNext = code;
    this.refusals = count;
    this.commit();
  }

  /** An edit by somebody whose page is not of interest here. */
  edit(change: (text: Y.Text) => void): void {
    const before = Y.encodeStateVector(this.doc);
    change(this.doc.getText("code"));
    this.relay(Y.encodeStateAsUpdate(this.doc, before), null);
  }

  startAnew(text: string): void {
    this.epoch += 1;
    this.doc = new Y.Doc();
    this.doc.getText("code").insert(0, text);
    for (const { lane } of this.lines) lane.hear({ kind: "epoch", epoch: this.epoch });
  }

  receive(line: Line, data: Uint8Array): void {
    const message = decodeFrame(data)?.message;
    if (message?.kind === "step1") this.answer(line, message.stateVector);
    else if (message?.kind === "step2" || message?.kind === "update") this.take(line, message.update);
    else if (message?.kind === "awareness") this.relayMessage(message, line);
  }

  private answer({ lane }: Line, stateVector: Uint8Array): void {
    lane.hear({ kind: "epoch", epoch: this.epoch });
    lane.hear({ kind: "step2", update: Y.encodeStateAsUpdate(this.doc, stateVector) });
    lane.hear({ kind: "step1", stateVector: Y.encodeStateVector(this.doc) });
  }

  private take(line: Line, update: Uint8Array): void {
    line.updates += 1;
    const index = line.updates;
    this.taken.push(update);
    const work = (): void => {
      const code = this.refuseNext;
      this.refusals -= 1;
      if (this.refusals <= 0) this.refuseNext = null;
      if (code) {
        line.lane.hear({ kind: "refused", index, code });
        if (code === "gap") line.lane.hear({ kind: "step1", stateVector: Y.encodeStateVector(this.doc) });
        return;
      }
      this.integrate(line, update);
      line.lane.hear({ kind: "saved", count: index, seq: this.seq });
    };
    if (this.holding) this.held.push(work);
    else work();
  }

  private integrate(line: Line, update: Uint8Array): void {
    Y.applyUpdate(this.doc, update);
    this.seq += 1;
    this.relay(update, line);
  }

  private relay(update: Uint8Array, from: Line | null): void {
    this.relayMessage({ kind: "update", update }, from);
  }

  private relayMessage(message: Message, from: Line | null): void {
    for (const line of this.lines) if (line !== from) line.lane.hear(message);
  }
}

export class TestLane implements Lane {
  status = "connecting";
  /** Frames from the server get lost while this is set, as on a line that is about to break. */
  deaf = false;
  /** Frames of this page get lost while this is set: the socket took them, the server never saw them. */
  mute = false;
  private line: Line | null = null;
  private readonly binary = new Set<(data: Uint8Array) => void>();
  private readonly statuses = new Set<(status: string) => void>();

  constructor(private readonly server: TestServer) {
    this.open();
  }

  open(): void {
    this.line = this.server.connect(this);
    this.deaf = false;
    this.mute = false;
    this.tell("open");
  }

  cut(): void {
    if (this.line) this.server.disconnect(this.line);
    this.line = null;
    this.tell("reconnecting");
  }

  hear(message: Message): void {
    if (this.deaf) return;
    const data = encodeFrame("code", message);
    for (const handler of [...this.binary]) handler(data);
  }

  sendBinary(data: Uint8Array): boolean {
    if (!this.line) return false;
    if (!this.mute) this.server.receive(this.line, data);
    return true;
  }

  onBinary(handler: (data: Uint8Array) => void): () => void {
    this.binary.add(handler);
    return () => this.binary.delete(handler);
  }

  onStatus(handler: (status: string) => void): () => void {
    this.statuses.add(handler);
    return () => this.statuses.delete(handler);
  }

  private tell(status: string): void {
    this.status = status;
    for (const handler of [...this.statuses]) handler(status);
  }
}
