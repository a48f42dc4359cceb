import { describe, expect, it } from "vitest";
import type { Ability, GrantInfo } from "../room/protocol";
import { describeChange, describeExceptions, describeWait, exceptionOf, inWords, nextEnd } from "./rights";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const set = (...abilities: Ability[]) => new Set(abilities);
const grant = (part: Partial<GrantInfo> = {}): GrantInfo => ({
  id: 1,
  userId: "kim",
  ability: "microphone",
  allowed: true,
  until: null,
  ...part,
});

describe("a change of rights", () => {
  it("is told in one sentence, whatever came at once", () => {
    expect(describeChange(set(), set("microphone"))).toBe("You may use your microphone now.");
    expect(describeChange(set(), set("microphone", "camera", "draw"))).toBe(
      "You may use your microphone, use your camera and draw on the whiteboard now.",
    );
  });

  it("says what is off and what still can be done when something goes", () => {
    expect(describeChange(set("microphone", "edit_code"), set())).toBe(
      "The host changed what you may do: your microphone is off and you can read the code, not edit it.",
    );
  });

  it("is silent about what did not change, and about drawing on a board that is hidden", () => {
    expect(describeChange(set("microphone"), set("microphone"))).toBeNull();
    expect(describeChange(set("draw", "see_board"), set())).toBeNull();
  });

  it("joins words as people do", () => {
    expect([inWords([]), inWords(["a"]), inWords(["a", "b"]), inWords(["a", "b", "c"])]).toEqual(["", "a", "a and b", "a, b and c"]);
  });
});

describe("an exception", () => {
  const soon = grant({ until: "2026-11-21T12:05:00Z" });

  it("holds until it ends, for its person and its right alone", () => {
    expect(exceptionOf([soon], "kim", "microphone", NOW)).toBe(soon);
    expect(exceptionOf([soon], "kim", "microphone", NOW + 5 * 60_000)).toBeNull();
    expect(exceptionOf([soon], "kim", "camera", NOW)).toBeNull();
    expect(exceptionOf([soon], "sam", "microphone", NOW)).toBeNull();
  });

  it("reads as a sentence would", () => {
    expect(describeExceptions([grant(), grant({ ability: "draw", allowed: false })], "kim", NOW)).toBe(
      "may use the microphone, may not draw on the whiteboard",
    );
    expect(describeExceptions([soon], "kim", NOW)).toMatch(/^may use the microphone until \d\d:05/);
    expect(describeExceptions([soon], "kim", NOW + 6 * 60_000)).toBe("");
  });

  it("ends at a known moment, or never", () => {
    expect(nextEnd([grant(), soon], NOW)).toBe(NOW + 5 * 60_000);
    expect(nextEnd([grant()], NOW)).toBe(Infinity);
  });
});

describe("a wait", () => {
  it("is told in minutes, later in hours", () => {
    const since = new Date(NOW).toISOString();
    expect(describeWait(since, NOW + 59_000)).toBe("just now");
    expect(describeWait(since, NOW + 61_000)).toBe("for 1 minute");
    expect(describeWait(since, NOW + 200_000)).toBe("for 3 minutes");
    expect(describeWait(since, NOW + 2 * 3_600_000)).toBe("for 2 hours");
    expect(describeWait(null, NOW)).toBe("just now");
  });
});
