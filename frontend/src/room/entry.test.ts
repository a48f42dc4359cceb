import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, csrfToken } from "./api";
import { describeEntry, enter } from "./entry";

const refused = (status: number, code: string, wait: number | null = null) => describeEntry(new ApiError(status, code, "from the server", wait));

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
    const asked: string[] = [];
    const answers = [401, 200, 200];
    vi.stubGlobal("fetch", (path: string) => {
      asked.push(path);
      return Promise.resolve(new Response("{}", { status: answers.shift() ?? 500 }));
    });
    await enter({ roomId: "abc-defg-hij", invite: "" }, "");
    expect(asked).toEqual(["/api/rooms/abc-defg-hij/join", "/api/auth/refresh-token", "/api/rooms/abc-defg-hij/join"]);
  });
});

describe("the CSRF token", () => {
  it("is found among the cookies, with and without the host prefix", () => {
    expect(csrfToken("a=1; csrftoken=abc; b=2")).toBe("abc");
    expect(csrfToken("__Host-csrftoken=def")).toBe("def");
    expect(csrfToken("xcsrftoken=no")).toBe("");
  });
});
