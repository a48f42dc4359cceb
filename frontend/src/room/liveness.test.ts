import { describe, expect, it } from "vitest";
import { Liveness } from "./liveness";

/** Ticks each second from `from` to `to` (seconds) and collects what it says. */
function run(liveness: Liveness, from: number, to: number): string[] {
  const said: string[] = [];
  for (let second = from; second <= to; second += 1) {
    const verdict = liveness.tick(second * 1000);
    if (verdict) said.push(`${String(second)} ${verdict}`);
  }
  return said;
}

describe("the connection's liveness", () => {
  it("is asked after 5 s of silence and given up after 10", () => {
    expect(run(new Liveness(0), 1, 10)).toEqual(["5 ping", "10 dead"]);
  });

  it("is fine as long as something is heard", () => {
    const liveness = new Liveness(0);
    run(liveness, 1, 6);
    liveness.heard(6_500);
    expect(run(liveness, 7, 11)).toEqual([]);
  });

  it("is doubted, not denied, when the machine slept", () => {
    const liveness = new Liveness(0);
    expect(liveness.tick(1_000)).toBeNull();
    expect(liveness.tick(3_600_000)).toBe("ping");
    expect(run(liveness, 3_601, 3_603)).toEqual(["3603 dead"]);
  });
});
