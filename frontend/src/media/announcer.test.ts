import { beforeEach, describe, expect, it } from "vitest";
import { Announcer, type OwnState } from "./announcer";

const state = (audio: boolean, video = true): OwnState => ({ audio, video, screen: false });
let sent: [number, OwnState][];
let announcer: Announcer;
let now: number;

/** The mesh's clock: twice a second, and at once. */
function live(wanted: OwnState, ms: number): void {
  for (const end = now + ms; now <= end; now += 500) announcer.tell(wanted, now);
}

beforeEach(() => {
  sent = [];
  now = 0;
  announcer = new Announcer((told) => sent.push([now, told]));
});

describe("one's own media state", () => {
  it("is told once when the room says it back", () => {
    announcer.tell(state(true), 0);
    announcer.heard(state(true));
    live(state(true), 60_000);
    expect(sent).toHaveLength(1);
  });

  it("is told again when nothing comes back, ever more seldom", () => {
    live(state(true), 120_000);
    expect(sent.slice(0, 4).map(([at]) => at)).toEqual([0, 2_000, 6_000, 14_000]);
    expect(sent.length).toBeLessThan(10);
  });

  it("is told again when the room holds something older", () => {
    announcer.tell(state(true), 0);
    announcer.heard(state(true));
    announcer.heard(state(false));
    live(state(true), 3_000);
    expect(sent).toHaveLength(2);
  });

  it("is told for quick changes together, the last of them", () => {
    announcer.tell(state(true), 0);
    for (const at of [50, 100, 150]) announcer.tell(state(at !== 100), at);
    announcer.tell(state(false), 200);
    expect(sent).toHaveLength(1);
    now = 500;
    live(state(false), 0);
    expect(sent.at(-1)).toEqual([500, state(false)]);
  });

  it("is told at once to a new connection", () => {
    announcer.tell(state(true), 0);
    announcer.heard(state(true));
    announcer.forget();
    announcer.tell(state(true), 10);
    expect(sent).toHaveLength(2);
  });
});
