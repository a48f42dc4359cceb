/** What was sent and not yet acknowledged: kept in order, resent under the same id, so that the server sees it once. */
import type { AckOut } from "./protocol";

export interface Letter {
  id: string;
  type: string;
  payload: Record<string, unknown>;
}

/** The server said no; `code` is the wire's, `message` is for the person. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Pending {
  letter: Letter;
  resolve: (ack: AckOut) => void;
  reject: (error: Refused) => void;
}

/** Types whose words a person typed: they outlive a reload of the page. */
const KEPT: ReadonlySet<string> = new Set(["chat", "private"]);

export class Outbox {
  private readonly pending = new Map<string, Pending>();

  constructor(
    private readonly storageKey: string,
    private readonly storage: Storage = sessionStorage,
  ) {}

  add(letter: Letter): Promise<AckOut> {
    return new Promise((resolve, reject) => {
      this.pending.set(letter.id, { letter, resolve, reject });
      this.keep();
    });
  }

  /** Everything that is not acknowledged, oldest first. */
  letters(): Letter[] {
    return [...this.pending.values()].map((entry) => entry.letter);
  }

  has(id: string): boolean {
    return this.pending.has(id);
  }

  acknowledge(ack: AckOut): void {
    this.take(ack.id)?.resolve(ack);
  }

  refuse(id: string, error: Refused): void {
    this.take(id)?.reject(error);
  }

  refuseAll(error: Refused): void {
    const all = [...this.pending.values()];
    this.pending.clear();
    // Kept letters stay in the storage: after "come in again" they are still sent.
    for (const entry of all) entry.reject(error);
  }

  /** Letters that an earlier life of this tab left; call once, before anything is added. */
  inherited(): Letter[] {
    try {
      const letters: unknown = JSON.parse(this.storage.getItem(this.storageKey) ?? "[]");
      return Array.isArray(letters) ? (letters as Letter[]).filter((letter) => KEPT.has(letter.type)) : [];
    } catch {
      return [];
    }
  }

  private take(id: string): Pending | undefined {
    const entry = this.pending.get(id);
    if (entry) {
      this.pending.delete(id);
      this.keep();
    }
    return entry;
  }

  private keep(): void {
    const letters = this.letters().filter((letter) => KEPT.has(letter.type));
    try {
      if (letters.length === 0) this.storage.removeItem(this.storageKey);
      else this.storage.setItem(this.storageKey, JSON.stringify(letters));
    } catch {
      // A full or forbidden storage costs only the survival of a reload.
    }
  }
}
