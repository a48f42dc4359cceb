import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, csrfToken } from "./api";
import { describeEntry, enter, enterAsGuest } from "./entry";
import type { Me } from "./page";

const refused = (status: number, code: string, wait: number | null = null) => describeEntry(new ApiError(status, code, "from the server", wait));

const KIM: Me = { userId: "g1", username: "Kim", fullName: "Kim", isGuest: true };
const ADA: Me = { userId: "1", username: "ada", fullName: "Ada", isGuest: false };
const PAGE = { roomId: "abc-defg-hij", invite: "tok" };
let asked: { path: string; body: unknown }[] = [];

function answer(...statuses: number[]): void {
  asked = [];
  vi.stubGlobal("fetch", (path: string, { body }: { body?: string }) => {
    asked.push({ path, body: JSON.parse(body ?? "null") });
    return Promise.resolve(new Response("{}", { status: statuses.shift() ?? 500 }));
  });
}

afterEach(() => vi.unstubAllGlobals());

describe("coming in", () => {
  it("asks for the password where it is wrong or missing", () => {
    expect(refused(403, "password_required").field).toBe("password");
    expect(refused(403, "wrong_password").field).toBe("password");
  });

  it("says what to do about a full, locked, ended or unknown room", () => {
    expect(refused(409, "room_full").text).toContain("full");
    expect(refused(423, "room_locked").text).toContain("locked");
    expect(refused(410, "room_ended").next).toBe("dashboard");
    expect(refused(404, "room_not_found").next).toBe("dashboard");
    expect(refused(401, "token_expired").next).toBe("sign-in");
    expect(refused(429, "too_many_guesses", 240).text).toContain("4 minutes");
    expect(refused(500, "server_error").text).toBe("from the server");
  });

  it("renews an access token that has just run out, once", async () => {
    answer(401, 200, 200);
    await enter({ ...PAGE, me: ADA }, "");
    expect(asked.map(({ path }) => path)).toEqual([
      "/api/rooms/abc-defg-hij/join",
      "/api/auth/refresh-token",
      "/api/rooms/abc-defg-hij/join",
    ]);
    expect(asked[0]?.body).toEqual({ inviteToken: "tok" });
  });
});

describe("coming in as a guest", () => {
  it("sends the link's token with the name, tidied, and is that guest from then on", async () => {
    answer(200);
    expect(await enterAsGuest(PAGE, "  Zoe\u0308 ")).toEqual({ userId: "", username: "Zo\u00eb", fullName: "Zo\u00eb", isGuest: true });
    expect(asked).toEqual([{ path: "/api/rooms/abc-defg-hij/guest", body: { username: "Zo\u00eb", inviteToken: "tok" } }]);
  });

  it("again needs the pass alone: the link may be used up, and there is no sign-in to renew", async () => {
    answer(200);
    await enter({ ...PAGE, me: KIM }, "");
    expect(asked).toEqual([{ path: "/api/rooms/abc-defg-hij/join", body: {} }]);
    answer(401);
    await expect(enter({ ...PAGE, me: KIM }, "")).rejects.toThrow(ApiError);
    expect(asked).toHaveLength(1);
  });

  it("is refused in words, and never with a way to what only an account has", () => {
    const guest = (status: number, code: string) => describeEntry(new ApiError(status, code, "from the server"), true);
    expect(guest(410, "invite_used").text).toContain("used");
    expect(guest(404, "invite_not_found").text).toContain("not good any more");
    expect(guest(401, "pass_ended").next).toBe("reload");
    expect(guest(401, "pass_ended").text).toContain("Ask the host for a new link");
    for (const code of ["room_full", "room_locked", "room_ended", "removed", "invite_used", "invite_not_found", "room_not_found"]) {
      expect(guest(410, code).next).toBeNull();
    }
  });

  it("shows what the server says of the name beside the name", () => {
    const problem = describeEntry(new ApiError(400, "invalid", "Please check", null, { username: ["Choose another name."] }), true);
    expect(problem).toEqual({ text: "Choose another name.", field: "name", next: null });
  });
});

describe("the CSRF token", () => {
  it("is found among the cookies, with and without the host prefix", () => {
    expect(csrfToken("a=1; csrftoken=abc; b=2")).toBe("abc");
    expect(csrfToken("__Host-csrftoken=def")).toBe("def");
    expect(csrfToken("xcsrftoken=no")).toBe("");
  });
});
