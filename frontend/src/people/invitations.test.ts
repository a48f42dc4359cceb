import { afterEach, describe, expect, it, vi } from "vitest";
import { describeExpiry, describeInvitation, describeState, makeLink, type Invitation } from "./invitations";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const LINK: Invitation = {
  id: 1,
  inviteType: "LINK",
  email: "",
  role: "CANDIDATE",
  uses: 0,
  maxUses: 1,
  expiresAt: "2026-11-28T12:00:00Z",
  invitedBy: "Ada",
};

afterEach(() => vi.unstubAllGlobals());

describe("an open invitation", () => {
  it("says for whom it is", () => {
    expect(describeInvitation(LINK)).toBe("Link for one person");
    expect(describeInvitation({ ...LINK, maxUses: 20 })).toBe("Link for 20 people");
    expect(describeInvitation({ ...LINK, maxUses: null })).toBe("Link for any number of people");
    expect(describeInvitation({ ...LINK, inviteType: "INTERVIEWER", email: "kim@example.org" })).toBe("kim@example.org");
  });

  it("says how much of it is left, until when, and by whom", () => {
    expect(describeState(LINK, NOW)).toBe("0 of 1 used · ends in 7 days · by Ada");
    expect(describeState({ ...LINK, maxUses: null, uses: 3, invitedBy: null }, NOW)).toBe("used 3 times · ends in 7 days");
    expect(describeState({ ...LINK, maxUses: null, uses: 1, invitedBy: null }, NOW)).toBe("used once · ends in 7 days");
    expect(describeState({ ...LINK, inviteType: "INTERVIEWER", email: "kim@example.org", role: "INTERVIEWER" }, NOW)).toBe(
      "as Interviewer · ends in 7 days · by Ada",
    );
  });

  it("ends in plain words, the last minute too", () => {
    expect(describeExpiry("2026-11-21T13:00:00Z", NOW)).toBe("ends in 1 hour");
    expect(describeExpiry("2026-11-21T12:00:20Z", NOW)).toBe("ends in a minute");
    expect(describeExpiry("2026-11-21T11:59:00Z", NOW)).toBe("ended");
  });
});

describe("a new link", () => {
  it("sends its limits, and no number where there is none", async () => {
    const bodies: unknown[] = [];
    vi.stubGlobal("fetch", (_path: string, { body }: { body: string }) => {
      bodies.push(JSON.parse(body));
      return Promise.resolve(new Response('{"shareLink": "x", "expiresAt": null}'));
    });
    await makeLink({ roomId: "abc" }, { maxUses: 1, expiresIn: 3600 });
    await makeLink({ roomId: "abc" }, { maxUses: null, expiresIn: 86_400 });
    expect(bodies).toEqual([
      { inviteType: "LINK", maxUses: 1, expiresIn: 3600 },
      { inviteType: "LINK", expiresIn: 86_400 },
    ]);
  });
});
