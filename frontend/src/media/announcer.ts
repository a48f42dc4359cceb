/**
 * Keeps what the room holds of one's own media right: tells changes, quick ones together, and says again what
 * did not come back, because it was lost, refused for a moment, or overtaken by what was held before a reconnect.
 */
export interface OwnState {
  audio: boolean;
  video: boolean;
  screen: boolean;
}

/** The server takes only so many. */
const APART_MS = 300;
const AGAIN_MS = 2_000;
const AGAIN_AT_MOST_MS = 30_000;

export class Announcer {
  private told = "";
  private heardBack = "";
  private at = -Infinity;
  private wait = AGAIN_MS;

  constructor(private readonly send: (state: OwnState) => void) {}

  /** Called with the present state at each change and about twice a second. */
  tell(state: OwnState, now: number): void {
    const text = key(state);
    const changed = text !== this.told;
    const waited = now - this.at;
    if (!changed && (text === this.heardBack || waited < this.wait)) return;
    if (waited < APART_MS) return;
    // What is refused again and again is asked for ever more seldom.
    this.wait = changed ? AGAIN_MS : Math.min(this.wait * 2, AGAIN_AT_MOST_MS);
    this.told = text;
    this.at = now;
    this.send(state);
  }

  /** What the room says that this tab sends. */
  heard(state: OwnState): void {
    this.heardBack = key(state);
  }

  /** A new connection: tell it at once. */
  forget(): void {
    this.told = this.heardBack = "";
    this.at = -Infinity;
  }
}

function key({ audio, video, screen }: OwnState): string {
  return JSON.stringify([audio, video, screen]);
}
