/** Saves a little after one stops typing, again where it failed in passing, and says where it stands. */
import { createStore } from "zustand/vanilla";
import { ApiError, describeProblem } from "../room/api";

export interface Saving {
  /** `refused`: trying again would be refused again, something must change first. */
  status: "saved" | "waiting" | "saving" | "retrying" | "refused";
  problem: string | null;
}

const QUIET_MS = 1_000;
/** Who writes without a pause is saved this often all the same. */
const LONGEST_MS = 8_000;
const RETRY_MS = [2_000, 5_000, 15_000, 30_000] as const;
const OFFLINE = "Not saved: the server cannot be reached. It is kept on this device and saved when the connection is back.";
const LATER = "Not saved yet: the server is busy. It is kept on this device and tried again.";

export class Autosave {
  readonly state = createStore<Saving>(() => ({ status: "saved", problem: null }));
  private version = 0;
  private dirtySince: number | null = null;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;

  /** `save` stores what there is when it is called; it rejects with ApiError. */
  constructor(private readonly save: () => Promise<void>) {
    window.addEventListener("online", this.online);
  }

  /** Something was typed. */
  touch(): void {
    this.version += 1;
    this.dirtySince ??= Date.now();
    if (this.running) return;
    this.state.setState({ status: "waiting", problem: null });
    this.schedule(Math.max(0, Math.min(QUIET_MS, this.dirtySince + LONGEST_MS - Date.now())));
  }

  /** Saves now what is not saved; resolves when that is done or has failed. */
  async flush(): Promise<void> {
    if (this.running) await this.running;
    if (this.state.getState().status === "saved") return;
    await this.run();
  }

  /** Nothing is to be saved any more. */
  settle(): void {
    clearTimeout(this.timer);
    this.dirtySince = null;
    this.state.setState({ status: "saved", problem: null });
  }

  isSaved(): boolean {
    return this.state.getState().status === "saved";
  }

  close(): void {
    clearTimeout(this.timer);
    window.removeEventListener("online", this.online);
  }

  private readonly online = (): void => {
    if (this.state.getState().status === "retrying") void this.flush();
  };

  private schedule(afterMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), afterMs);
  }

  private run(): Promise<void> {
    this.running ??= this.attempt().finally(() => {
      this.running = null;
      if (this.dirtySince !== null && this.state.getState().status === "waiting") this.touch();
    });
    return this.running;
  }

  private async attempt(): Promise<void> {
    clearTimeout(this.timer);
    const { version } = this;
    this.state.setState({ status: "saving", problem: null });
    try {
      await this.save();
      this.tries = 0;
      if (version === this.version) this.settle();
      else {
        this.dirtySince = Date.now();
        this.state.setState({ status: "waiting", problem: null });
      }
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (!isPassing(error)) {
      this.state.setState({ status: "refused", problem: describeProblem(error) });
      return;
    }
    this.state.setState({ status: "retrying", problem: error.status === 0 ? OFFLINE : LATER });
    const planned = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] ?? 30_000;
    this.tries += 1;
    this.schedule(Math.max(planned, (error.retryAfterSeconds ?? 0) * 1_000));
  }
}

/** The same again may work: no connection, a busy or restarting server. */
function isPassing(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  return error.status === 0 || error.status === 408 || error.status === 429 || error.status >= 500;
}
