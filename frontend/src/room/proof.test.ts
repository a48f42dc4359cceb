import { afterEach, describe, expect, it, vi } from "vitest";
import { accountProof, guestProof } from "./proof";

let asked: string[] = [];

function answer(...statuses: number[]): void {
  asked = [];
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    return Promise.resolve(new Response("{}", { status: statuses.shift() ?? 500 }));
  });
}

afterEach(() => vi.unstubAllGlobals());

describe("a guest's pass", () => {
  const proof = guestProof("abc-defg-hij");

  it("is asked for at its own room, never at the accounts", async () => {
    answer(200, 200);
    expect(await proof.check()).toBeNull();
    expect(await proof.renew()).toBeNull();
    expect(asked).toEqual(["/api/rooms/abc-defg-hij", "/api/rooms/abc-defg-hij"]);
  });

  it("that is not good any more says why: ended, removed, no such room", async () => {
    answer(401, 403, 404, 410);
    expect([await proof.check(), await proof.check(), await proof.check(), await proof.check()]).toEqual([4401, 4403, 4404, 4404]);
  });

  it("throws nobody out while the server is away or busy", async () => {
    answer(503, 429);
    await expect(proof.check()).rejects.toThrow();
    await expect(proof.check()).rejects.toThrow();
  });
});

describe("an account's session", () => {
  it("is renewed once where its token has run out, and is over where that fails", async () => {
    answer(401, 200);
    expect(await accountProof.check()).toBeNull();
    expect(asked).toEqual(["/api/auth/check", "/api/auth/refresh-token"]);
    answer(401, 401);
    expect(await accountProof.check()).toBe(4401);
  });
});
