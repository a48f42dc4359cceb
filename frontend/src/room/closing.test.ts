import { describe, expect, it } from "vitest";
import { describeClose, describeEnd, retries, retryDelay } from "./closing";

describe("a closed connection", () => {
  it("comes back by itself after 1006, 1012 and 4408 only", () => {
    const codes = [1000, 1001, 1006, 1011, 1012, 4400, 4401, 4403, 4404, 4408, 4409, 4423, 4429];
    expect(codes.filter(retries)).toEqual([1006, 1012, 4408]);
  });

  it("says in words what to do next", () => {
    expect(describeClose(4409).text).toContain("Ask the host to make space");
    expect(describeClose(4401).next).toBe("sign-in");
    expect(describeClose(4999).next).toBe("try-again");
  });

  it("does not ask a guest to sign in, and does not promise that their link brings them back", () => {
    expect(describeEnd(4401, null, true)).toMatchObject({ title: "Your pass for this room has ended", next: "reload" });
    expect(describeEnd(4401, null, true).text).toMatch(/Ask the host for a new link\.$/);
    expect(describeEnd(4401, null, true).text).not.toMatch(/again|hours/);
    expect(describeEnd(4401, null).next).toBe("sign-in");
    expect(describeEnd(4403, "removed", true).text).toContain("does not bring you back");
    expect(describeEnd(4403, "removed").text).toContain("invites you again");
    expect(describeEnd(1000, null, true).next).toBe("try-again");
  });

  it("waits longer each time, never over 15 s, never all at the same moment", () => {
    const longest = Array.from({ length: 20 }, (_, attempt) => retryDelay(attempt, () => 1));
    expect(longest[0]).toBe(400);
    expect(Math.max(...longest)).toBe(15_000);
    expect([...longest].sort((a, b) => a - b)).toEqual(longest);
    expect(retryDelay(3, () => 0)).toBeLessThan(retryDelay(3, () => 1));
  });
});
