import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeConnection, outgoing } from "./connection.testing";
import { Pair } from "./pair";
import type { DescriptionEvent } from "./types";
import { DIP_MS, RESEND_MS } from "./watchdog";

interface Told {
  type: string;
  payload: Record<string, unknown>;
}

/** One end of a pair; `told` is what it says, until the test carries it over. */
class End {
  told: Told[] = [];
  readonly pair: Pair;

  constructor(offering: boolean) {
    this.pair = new Pair({
      userId: "other",
      peerId: "tab",
      offering,
      outgoing: outgoing(false),
      iceServers: () => Promise.resolve([]),
      tell: (type, payload) => void this.told.push({ type, payload }),
      onChange: () => undefined,
    });
  }

  get agreed() {
    return (this.pair.peer?.connection as unknown as FakeConnection).agreed;
  }

  get types(): string[] {
    return this.told.map(({ type }) => type);
  }

  async hear({ type, payload }: Told): Promise<void> {
    const event = { from: "other", fromPeer: "tab", ...payload } as unknown as DescriptionEvent;
    if (type === "offer") this.pair.receiveOffer(event);
    else if (type === "answer") this.pair.receiveAnswer(event);
    else if (type === "negotiation-needed") this.pair.receiveRequest(event);
    await settled();
  }
}

const settled = () => vi.advanceTimersByTimeAsync(0);

/** Carries over what is said, in turns, until nobody says anything more. */
async function talk(): Promise<void> {
  for (let turns = 0; maker.told.length + asker.told.length > 0 && turns < 20; turns += 1) {
    for (const told of maker.told.splice(0)) await asker.hear(told);
    for (const told of asker.told.splice(0)) await maker.hear(told);
  }
}

let maker: End;
let asker: End;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  maker = new End(true);
  asker = new End(false);
  await settled();
  await talk();
  expect([maker.agreed, asker.agreed]).toEqual([
    { here: false, there: false },
    { here: false, there: false },
  ]);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a pair", () => {
  it("lets one side offer and the other ask, also when the rights of both change at once", async () => {
    maker.pair.send(outgoing(true));
    asker.pair.send(outgoing(true));
    await settled();
    expect([maker.types, asker.types]).toEqual([["offer"], ["negotiation-needed"]]);
    await talk();
    expect([maker.agreed, asker.agreed]).toEqual([
      { here: true, there: true },
      { here: true, there: true },
    ]);
  });

  it("gets what the side that makes no offers may send, and takes it back", async () => {
    for (const may of [true, false]) {
      asker.pair.send(outgoing(may));
      await settled();
      await talk();
      expect(maker.agreed).toEqual({ here: false, there: may });
    }
  });

  it("serves a request that finds an offer under way after its answer", async () => {
    maker.pair.send(outgoing(true));
    await settled();
    const [offer] = maker.told.splice(0);
    await asker.hear(offer!);
    const [answer] = asker.told.splice(0);
    asker.pair.send(outgoing(true));
    await settled();
    const [request] = asker.told.splice(0);
    await maker.hear(request!);
    expect(maker.told).toEqual([]);
    await maker.hear(answer!);
    maker.pair.tick(true);
    await settled();
    await talk();
    expect(maker.agreed).toEqual({ here: true, there: true });
  });

  it("asks once for a wish, and again when it was not heard", async () => {
    asker.pair.send(outgoing(true));
    await settled();
    asker.pair.tick(true);
    await settled();
    expect(asker.types).toEqual(["negotiation-needed"]);
    asker.told = [];
    vi.advanceTimersByTime(RESEND_MS);
    asker.pair.tick(false);
    expect(asker.told).toEqual([]);
    asker.pair.tick(true);
    expect(asker.types).toEqual(["negotiation-needed"]);
    await talk();
    expect(maker.agreed).toEqual({ here: false, there: true });
    vi.advanceTimersByTime(RESEND_MS);
    asker.pair.tick(true);
    expect(asker.told).toEqual([]);
  });

  it("offers itself to whoever does not do so when asked twice", async () => {
    asker.pair.send(outgoing(true));
    await settled();
    for (const expected of [["negotiation-needed"], ["negotiation-needed"], ["offer"]]) {
      expect(asker.types).toEqual(expected);
      if (expected[0] === "offer") break;
      asker.told = [];
      vi.advanceTimersByTime(RESEND_MS);
      asker.pair.tick(true);
      await settled();
    }
    await talk();
    expect(maker.agreed).toEqual({ here: false, there: true });
  });

  it("does not call a short dip a loss", () => {
    const connection = maker.pair.peer!.connection as unknown as FakeConnection;
    maker.pair.tick(true);
    connection.connectionState = "disconnected";
    maker.pair.tick(false);
    expect(maker.pair.connection()).toBe("connected");
    vi.advanceTimersByTime(DIP_MS);
    expect(maker.pair.connection()).toBe("reconnecting");
    connection.connectionState = "connected";
    maker.pair.tick(true);
    expect(maker.pair.connection()).toBe("connected");
  });

  it("offers to nobody who is to make the offers, whatever they ask for", async () => {
    await asker.hear({ type: "negotiation-needed", payload: { pair: asker.pair.peer?.pair } });
    await maker.hear({ type: "negotiation-needed", payload: { pair: "another" } });
    expect([maker.told, asker.told]).toEqual([[], []]);
  });
});
