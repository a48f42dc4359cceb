// The connection behind a person's news on the site's pages: it comes back by itself, and says when it may have missed some.
import { retries, retryDelay } from "../room/closing";
import { Liveness } from "../room/liveness";
import { accountProof } from "../room/proof";

const TICK_MS = 1_000;
/** Answers to `ping` and the first snapshot are no news. */
const NO_NEWS = new Set(["pong", "welcome", "error"]);
const RENEW = 4401;

export class NewsSocket {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private welcomed = false;
  private missed = false;
  private asked = false;
  private retryTimer: number | undefined;
  private ticker: number | undefined;
  private liveness = new Liveness(0);

  constructor(
    private readonly tell: (type: string) => void,
    private readonly url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/me/`,
  ) {}

  open(): void {
    if (this.ticker !== undefined) return;
    document.addEventListener("visibilitychange", this.doubt);
    addEventListener("online", this.doubt);
    this.ticker = window.setInterval(this.tick, TICK_MS);
    this.connect();
  }

  close(): void {
    this.drop();
    window.clearTimeout(this.retryTimer);
    window.clearInterval(this.ticker);
    this.retryTimer = this.ticker = undefined;
    document.removeEventListener("visibilitychange", this.doubt);
    removeEventListener("online", this.doubt);
    this.missed = true;
  }

  private connect(): void {
    window.clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    const socket = new WebSocket(this.url);
    socket.onmessage = (message: MessageEvent<string>) => {
      this.receive(message.data);
    };
    socket.onclose = (event) => {
      void this.closed(event.code);
    };
    this.socket = socket;
    this.liveness = new Liveness(Date.now());
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.welcomed = false;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private receive(data: string): void {
    this.liveness.heard(Date.now());
    const { type } = JSON.parse(data) as { type: string };
    if (type === "welcome") {
      this.welcomed = true;
      this.attempt = 0;
      this.asked = false;
      // What was said while nobody listened is not said again: the parts look for themselves.
      if (this.missed) this.tell("back");
      this.missed = false;
    } else if (!NO_NEWS.has(type)) {
      this.tell(type);
    }
  }

  private async closed(code: number): Promise<void> {
    const refused = code === 1006 && !this.welcomed;
    this.drop();
    this.missed = true;
    // A refused handshake looks like a lost one; whether this browser is still signed in is asked once.
    if ((code === RENEW || refused) && !this.asked) {
      this.asked = true;
      try {
        if ((await (code === RENEW ? accountProof.renew() : accountProof.check())) !== null) {
          this.close();
          return;
        }
      } catch {
        // The server is away: go on trying.
      }
    } else if (!retries(code)) {
      this.close();
      return;
    }
    if (this.ticker === undefined || this.socket) return;
    this.retryTimer = window.setTimeout(() => {
      // A page that nobody looks at waits until somebody does.
      if (document.visibilityState === "hidden") this.retryTimer = 0;
      else this.connect();
    }, retryDelay(this.attempt));
    this.attempt += 1;
  }

  private readonly tick = (): void => {
    if (!this.socket) return;
    const verdict = this.liveness.tick(Date.now());
    if (verdict === "ping") this.ping();
    else if (verdict === "dead") void this.closed(1006);
  };

  private readonly doubt = (): void => {
    if (document.visibilityState === "hidden") return;
    if (this.socket && this.welcomed) {
      this.liveness.doubt(Date.now());
      this.ping();
    } else if (this.retryTimer !== undefined) {
      this.attempt = 0;
      this.connect();
    }
  };

  private ping(): void {
    if (this.welcomed && this.socket?.readyState === WebSocket.OPEN) this.socket.send('{"type":"ping"}');
  }
}
