// Keeps a Yjs document equal to the server's over the room's binary lane, and knows what of one's own is saved.
import * as Y from "yjs";
import { DocumentAwareness } from "./awareness";
import { decodeFrame, encodeFrame, type DocumentName, type Message } from "./frames";
import { typedText, type Keeper, type Kept, type KeptAside } from "./kept";
import { MAX_UPDATE_BYTES, Outbox } from "./outbox";
import type { DocumentState, Lane, SetAside } from "./state";

/** The first edit goes at once; what follows within this time is merged into one frame. */
const MERGE_MS = 30;

/** Why a copy goes that this person may not see any more. */
const HIDDEN = "hidden";

export class DocumentProvider {
  readonly awareness: DocumentAwareness;
  private readonly outbox = new Outbox();
  private readonly listeners = new Set<() => void>();
  private readonly stops: (() => void)[];
  private state: DocumentState;
  private editable = true;
  private readable = true;
  private connected = false;
  /** Whether the server's step 1 of this connection and copy was answered: from then on edits go out directly. */
  private answered = false;
  private epoch: number | null = null;
  /** Update frames of this socket up to here belong to a copy that was dropped. */
  private staleUpTo = 0;
  /** Update frames of this socket up to here were sent anew where they had not arrived. */
  private resentUpTo = 0;
  private gaps = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What earlier pages could not save; until the server's content has come, on which it stands. */
  private kept: Kept[] = [];
  private hasTakenUp = false;

  /** With a keeper, what is unsaved outlives the page. */
  constructor(
    private readonly lane: Lane,
    readonly name: DocumentName,
    private readonly keeper: Keeper | null = null,
  ) {
    this.state = { status: "offline", doc: this.makeDoc(), synced: false, unsaved: false, setAside: null };
    this.awareness = new DocumentAwareness((update) => this.send({ kind: "awareness", update }));
    this.stops = [lane.onBinary(this.receive), lane.onStatus((status) => this.statusChanged(status))];
    window.addEventListener("pagehide", this.pageGoes);
    window.addEventListener("beforeunload", this.warn);
    this.statusChanged(lane.status);
    void keeper?.takeUp().then(this.tookUp);
  }

  readonly snapshot = (): DocumentState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Whether this person may edit; without the right nothing is sent, and what is unsent is set aside. */
  setEditable(editable: boolean): void {
    this.editable = editable;
    if (!editable && this.answered && !this.outbox.isEmpty) this.flush();
  }

  /** Whether this person may see the document: with the right gone its copy goes too, with the right back it is fetched. */
  setReadable(readable: boolean): void {
    if (readable === this.readable) return;
    this.readable = readable;
    if (readable) {
      if (this.connected) this.awareness.connected();
      return this.askForContent();
    }
    this.awareness.disconnected();
    // One's own words wait until it can be seen again; the keeper has them too.
    const unsent = this.outbox.all();
    if (unsent && this.epoch !== null) this.kept.push({ epoch: this.epoch, update: unsent });
    this.outbox.clear();
    this.dropCopy(HIDDEN);
  }

  /** The person has taken or dismissed the text that was set aside. */
  forgetSetAside(): void {
    this.change({ setAside: null });
    this.keeper?.setAside(null);
  }

  destroy(): void {
    clearTimeout(this.timer);
    window.removeEventListener("pagehide", this.pageGoes);
    window.removeEventListener("beforeunload", this.warn);
    this.keeper?.close();
    for (const stop of this.stops) stop();
    this.awareness.destroy();
    this.state.doc.destroy();
    this.listeners.clear();
  }

  // ---------------------------------------------------------------- connection

  private statusChanged(status: string): void {
    this.connected = status === "open";
    this.answered = false;
    this.outbox.restart();
    this.staleUpTo = 0;
    this.resentUpTo = 0;
    this.gaps = 0;
    if (this.connected) {
      this.askForContent();
      if (this.readable) this.awareness.connected();
    } else {
      this.awareness.disconnected();
    }
    if (status === "closed") this.pageGoes();
    this.showStatus();
  }

  private askForContent(): void {
    if (this.readable) this.send({ kind: "step1", stateVector: Y.encodeStateVector(this.state.doc) });
  }

  private send(message: Message): boolean {
    return this.connected && this.lane.sendBinary(encodeFrame(this.name, message));
  }

  // ---------------------------------------------------------------- from the server

  private readonly receive = (data: Uint8Array): void => {
    const frame = decodeFrame(data);
    if (frame?.document !== this.name) return;
    const { message } = frame;
    // What was under way when the right went must not fill the new copy.
    if (!this.readable && message.kind !== "saved" && message.kind !== "refused") return;
    switch (message.kind) {
      case "step1":
        return this.answer(message.stateVector);
      case "step2":
        if (this.apply(message.update)) this.change({ synced: true });
        this.takeUpKept();
        return this.showStatus();
      case "update":
        this.apply(message.update);
        return;
      case "awareness":
        return this.awareness.receive(message.update);
      case "query-awareness":
        return this.awareness.sendAll();
      case "saved":
        this.gaps = 0;
        this.outbox.confirm(message.count);
        return this.showStatus();
      case "refused":
        return this.refused(message.index, message.code);
      case "epoch":
        return this.epochIs(message.epoch);
    }
  };

  /** Sends what the server lacks of one's own; what it has of it already is left out by its state vector. */
  private answer(stateVector: Uint8Array): void {
    this.answered = true;
    this.resentUpTo = this.outbox.sent;
    this.outbox.recall();
    this.flush(stateVector);
  }

  private apply(update: Uint8Array): boolean {
    try {
      Y.applyUpdate(this.state.doc, update, this);
      return true;
    } catch (error) {
      // A copy that broke half-way is of no use; the server has the whole.
      console.error("A document update could not be read", error);
      this.dropCopy("unreadable");
      return false;
    }
  }

  private refused(index: number, code: string): void {
    if (index <= this.staleUpTo) return;
    // After a gap the server asks with a step 1 for what is missing; a second one cannot be mended that way.
    if (code === "gap" && (index <= this.resentUpTo || this.gaps === 0)) {
      this.gaps += 1;
      return;
    }
    this.dropCopy(code);
  }

  private epochIs(epoch: number): void {
    const known = this.epoch;
    this.epoch = epoch;
    if (known !== null && known !== epoch) this.dropCopy("epoch_changed");
  }

  /** Sets unsaved text aside and begins anew with an empty copy that the server fills. */
  private dropCopy(code: string): void {
    if (!this.outbox.isEmpty) this.putAside({ code, doc: this.state.doc });
    this.outbox.clear();
    this.forget();
    this.staleUpTo = this.outbox.sent;
    this.answered = false;
    this.state.doc.off("update", this.edited);
    this.change({ doc: this.makeDoc(), synced: false });
    this.askForContent();
    this.showStatus();
  }

  // ---------------------------------------------------------------- over the end of a page

  private readonly pageGoes = (): void => this.keeper?.flush();

  private readonly warn = (event: BeforeUnloadEvent): void => {
    if (this.state.unsaved) event.preventDefault();
  };

  private readonly tookUp = ({ edits, aside }: { edits: Kept[]; aside: KeptAside | null }): void => {
    this.kept.push(...edits);
    this.hasTakenUp = true;
    if (aside && !this.state.setAside) this.change({ setAside: { code: aside.code, doc: this.docOf(aside.text) } });
    if (this.state.synced) this.takeUpKept();
    if (this.outbox.isEmpty) this.forget();
  };

  /** The server's content has come, and with it the ground on which the kept edits stand. */
  private takeUpKept(): void {
    if (!this.readable) return;
    const { kept, epoch } = this;
    this.kept = [];
    const here = kept.filter((edits) => edits.epoch === epoch);
    const past = kept.filter((edits) => edits.epoch !== epoch);
    for (const { update } of here) {
      this.outbox.add(update);
      this.apply(update);
    }
    if (here.length > 0) this.flush();
    if (past.length > 0) {
      const text = past.map(({ update }) => typedText(update)).join("");
      this.putAside({ code: "epoch_changed", doc: this.docOf(text) });
    }
    this.showStatus();
    if (past.length > 0 && this.outbox.isEmpty) this.forget();
  }

  /** Everything that was unsaved is saved or set aside, unless something waits for content to stand on. */
  private forget(): void {
    if (this.hasTakenUp && this.kept.length === 0) this.keeper?.forget();
  }

  private docOf(text: string): Y.Doc {
    const doc = new Y.Doc();
    doc.getText(this.name).insert(0, text);
    return doc;
  }

  /** Text that belongs nowhere any more is offered back, by a later page too if this one goes. */
  private putAside(setAside: SetAside): void {
    this.change({ setAside });
    const text = setAside.doc.getText(this.name).toString();
    if (text !== "") this.keeper?.setAside({ code: setAside.code, text });
  }

  // ---------------------------------------------------------------- from this page

  private makeDoc(): Y.Doc {
    const doc = new Y.Doc();
    doc.on("update", this.edited);
    return doc;
  }

  private readonly edited = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.outbox.add(update);
    if (this.epoch !== null) this.keeper?.add({ epoch: this.epoch, update });
    if (update.length > MAX_UPDATE_BYTES) this.dropCopy("too_big");
    else if (this.timer === undefined) this.flushNow();
    this.showStatus();
  };

  private flushNow(): void {
    this.flush();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.outbox.isWaiting) this.flushNow();
    }, MERGE_MS);
  }

  private flush(known?: Uint8Array): void {
    if (!this.answered || this.outbox.isEmpty) return;
    if (!this.editable) return this.dropCopy("read_only");
    const kind = known ? "step2" : "update";
    this.outbox.flush((update) => this.send({ kind, update }), known);
    this.showStatus();
  }

  // ---------------------------------------------------------------- what others see

  private showStatus(): void {
    const unsaved = !this.outbox.isEmpty;
    if (!unsaved && this.state.unsaved) this.forget();
    const { synced } = this.state;
    const status = !this.connected ? "offline" : !synced ? "loading" : unsaved ? "saving" : "saved";
    if (status !== this.state.status || unsaved !== this.state.unsaved) this.change({ status, unsaved });
  }

  private change(part: Partial<DocumentState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of [...this.listeners]) listener();
  }
}

const providers = new WeakMap<Lane, Map<DocumentName, DocumentProvider>>();

/** The copy of a document that this page has opened; null: it has not. */
export function openedDocument(lane: Lane, name: DocumentName): DocumentProvider | null {
  return providers.get(lane)?.get(name) ?? null;
}

/** Whether something typed or drawn in this room is not yet known to be saved. */
export function hasUnsaved(lane: Lane): boolean {
  return [...(providers.get(lane)?.values() ?? [])].some((provider) => provider.snapshot().unsaved);
}

/** The room's one copy of a document: it lives as long as its socket, so that closing a panel loses nothing. */
export function documentOf(lane: Lane, name: DocumentName, keeper?: () => Keeper): DocumentProvider {
  const ofLane = providers.get(lane) ?? new Map<DocumentName, DocumentProvider>();
  providers.set(lane, ofLane);
  const provider = ofLane.get(name) ?? new DocumentProvider(lane, name, keeper?.());
  ofLane.set(name, provider);
  return provider;
}
