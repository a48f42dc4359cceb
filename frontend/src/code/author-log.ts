// What the server's log says of the text's authors, fetched page by page and kept up with while somebody looks.
import { api } from "../room/api";
import { AuthorIndex, type AuthorRange } from "./authors";

interface Answer {
  version: number;
  more: boolean;
  people: { userId: string; name: string }[];
  ranges: AuthorRange[];
}

/** After a change the log is asked no sooner and no more often than this. */
const REFRESH_MS = 2_000;
/** When the server cannot be reached. */
const RETRY_MS = 10_000;

export class AuthorLog {
  readonly index = new AuthorIndex();
  private readonly names = new Map<string, string>();
  private version = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy = false;
  private wanted = false;
  private disposed = false;

  constructor(
    private readonly roomId: string,
    private readonly onChange: () => void,
    private readonly get: (path: string) => Promise<unknown> = api.get,
  ) {
    this.fetch();
  }

  /** Null for who is not in the log. */
  nameOf(userId: string): string | null {
    return this.names.get(userId) ?? null;
  }

  /** The text has changed: the log will know more soon. */
  refreshSoon(): void {
    this.later(REFRESH_MS);
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
  }

  private later(ms: number): void {
    if (this.disposed || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.fetch();
    }, ms);
  }

  private fetch(): void {
    if (this.busy) {
      this.wanted = true;
      return;
    }
    this.busy = true;
    this.wanted = false;
    this.readOn()
      .catch((error: unknown) => {
        console.warn("The authors of the code could not be read", error);
        this.later(RETRY_MS);
      })
      .finally(() => {
        this.busy = false;
        if (this.wanted) this.refreshSoon();
      });
  }

  private async readOn(): Promise<void> {
    for (let more = true; more && !this.disposed; ) {
      const path = `/api/rooms/${encodeURIComponent(this.roomId)}/code/authors?after=${String(this.version)}`;
      const answer = (await this.get(path)) as Answer;
      for (const { userId, name } of answer.people) this.names.set(userId, name);
      this.index.add(answer.ranges);
      this.version = Math.max(this.version, answer.version);
      more = answer.more;
      if (!this.disposed) this.onChange();
    }
  }
}
