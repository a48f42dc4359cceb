import { describe, expect, it } from "vitest";
import { isOlder, newPairId } from "./pairid";
import { candidateFits, iceUfrag, originVersion } from "./sdp";

const SDP = "v=0\r\no=- 4611731400430051336 7 IN IP4 127.0.0.1\r\ns=-\r\na=ice-ufrag:aB+3\r\na=ice-pwd:x\r\n";

describe("what is read from a description", () => {
  it("is the version of its origin and its ICE fragment", () => {
    expect(originVersion(SDP)).toBe(7);
    expect(iceUfrag(SDP)).toBe("aB+3");
  });

  it("is nothing where there is nothing", () => {
    expect(originVersion("v=0")).toBe(0);
    expect(iceUfrag("v=0")).toBeNull();
  });

  it("tells which candidates belong to it", () => {
    expect(candidateFits({ candidate: "candidate:1", usernameFragment: "aB+3" }, SDP)).toBe(true);
    expect(candidateFits({ candidate: "candidate:1 1 udp 1 h 1 typ host ufrag other" }, SDP)).toBe(false);
    expect(candidateFits({ candidate: "candidate:1" }, SDP)).toBe(true);
  });
});

describe("names of pairs", () => {
  it("grow, even when the clock is set back", () => {
    const first = newPairId(2_000_000_000_000);
    const second = newPairId(1_900_000_000_000);
    expect(isOlder(first, second)).toBe(true);
    expect(isOlder(second, first)).toBe(false);
    expect(isOlder(first, first)).toBe(false);
  });

  it("that another program made are never older", () => {
    expect(isOlder("1", newPairId())).toBe(false);
    expect(isOlder("", newPairId())).toBe(false);
  });
});
