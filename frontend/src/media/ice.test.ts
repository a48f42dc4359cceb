import { describe, expect, it, vi } from "vitest";
import { expiryOf, freshUntil, IceServers } from "./ice";

const MINUTE = 60_000;

function answering(bodies: (object | number)[]) {
  return vi.fn(() => {
    const body = bodies.length > 1 ? bodies.shift() : bodies[0];
    return Promise.resolve(
      typeof body === "number" ? new Response("", { status: body }) : new Response(JSON.stringify(body)),
    );
  });
}

const turn = (expiry: number) => ({
  iceServers: [
    { urls: ["stun:turn.example.org"] },
    { urls: ["turn:turn.example.org"], username: `${expiry / 1000}:7`, credential: "c" },
  ],
});

describe("ICE servers", () => {
  it("are asked for once while their credentials are good", async () => {
    const request = answering([turn(60 * MINUTE)]);
    const servers = new IceServers("/ice", request as typeof fetch);
    const [first, second] = await Promise.all([servers.get(0), servers.get(0)]);
    expect(first).toHaveLength(2);
    expect(second).toBe(first);
    await servers.get(24 * MINUTE);
    expect(request).toHaveBeenCalledTimes(1);
  });

  it("are asked for again before the credentials expire", async () => {
    const request = answering([turn(60 * MINUTE), turn(110 * MINUTE)]);
    const servers = new IceServers("/ice", request as typeof fetch);
    await servers.get(0);
    expect((await servers.get(26 * MINUTE))[1]?.username).toBe(`${110 * 60}:7`);
  });

  it("stay the last known ones when the server does not answer, and none at first", async () => {
    const servers = new IceServers("/ice", answering([503, turn(60 * MINUTE), 503]) as typeof fetch);
    expect(await servers.get(0)).toEqual([]);
    expect(await servers.get(MINUTE)).toHaveLength(2);
    expect(await servers.get(55 * MINUTE)).toHaveLength(2);
  });

  it("with a wrong clock are not asked for at every pair", () => {
    expect(freshUntil([{ urls: "turn:x", username: "5:7" }], 10 * MINUTE)).toBeGreaterThan(10 * MINUTE);
    expect(freshUntil([{ urls: "stun:x" }], 0)).toBe(60 * MINUTE);
  });
});

describe("the end of credentials", () => {
  it("is the first of them, and never for servers without", () => {
    expect(expiryOf(turn(60 * MINUTE).iceServers)).toBe(60 * MINUTE);
    expect(expiryOf([{ urls: "stun:x" }])).toBe(Infinity);
    expect(expiryOf([{ urls: "turn:x", username: "fixed", credential: "c" }])).toBe(Infinity);
  });
});
