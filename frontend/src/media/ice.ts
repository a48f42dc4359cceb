/** STUN and TURN servers with their credentials, fetched again before these expire. */

/** Fetched anew when the credentials have less than this left, so that a pair begins with at least as much. */
const MARGIN_MS = 35 * 60_000;
/** Without an expiry in the answer (STUN alone) it is still asked for again now and then. */
const DEFAULT_LIFE_MS = 60 * 60_000;
const TIMEOUT_MS = 4_000;
const RETRY_MS = 15_000;

export class IceServers {
  private servers: RTCIceServer[] = [];
  private freshUntil = 0;
  private pending: Promise<RTCIceServer[]> | null = null;

  constructor(
    private readonly url: string = "/api/webrtc/ice-servers",
    private readonly request: typeof fetch = (...args) => fetch(...args),
  ) {}

  /** Never rejects: without an answer the last known servers serve, or none, which still connects people directly. */
  readonly get = (now: number = Date.now()): Promise<RTCIceServer[]> => {
    if (now < this.freshUntil) return Promise.resolve(this.servers);
    this.pending ??= this.load(now).finally(() => (this.pending = null));
    return this.pending;
  };

  private async load(now: number): Promise<RTCIceServer[]> {
    try {
      const response = await this.request(this.url, {
        credentials: "same-origin",
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) throw new Error(`ice-servers answered ${response.status}`);
      const body = (await response.json()) as { iceServers?: RTCIceServer[] };
      this.servers = body.iceServers ?? [];
      this.freshUntil = freshUntil(this.servers, now);
    } catch {
      this.freshUntil = now + RETRY_MS;
    }
    return this.servers;
  }
}

/** When the first of the credentials ends, ms since the epoch: TURN usernames are `expiry:userId`, in seconds. */
export function expiryOf(servers: readonly RTCIceServer[]): number {
  const expiries = servers
    .map(({ username }) => Number(/^(\d+)(:|$)/.exec(username ?? "")?.[1]))
    .filter((seconds) => seconds > 0);
  return Math.min(Infinity, ...expiries) * 1000;
}

/** When to ask again, ms since the epoch. */
export function freshUntil(servers: readonly RTCIceServer[], now: number): number {
  // A clock that is wrong must not make every pair ask again.
  return Math.max(Math.min(now + DEFAULT_LIFE_MS, expiryOf(servers) - MARGIN_MS), now + RETRY_MS);
}
