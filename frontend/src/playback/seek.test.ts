/** A long log: how quickly any moment of it is there. The figures are printed. */
import { expect, test } from "vitest";
import * as Y from "yjs";
import { CodeTrack } from "./code-track";
import { freshAt } from "./fresh";
import type { LogRow } from "./log";
import { dice } from "./log.testing";

const ROWS = 100_000;
const SEEKS = 200;

declare const process: { cpuUsage: () => { user: number } };

/** CPU time in ms: other work on the machine does not count. */
function cpu(): number {
  return process.cpuUsage().user / 1000;
}

/** Two people who type words at two places, go elsewhere now and then, and delete a tenth of it. */
function longLog(): LogRow[] {
  const roll = dice(42);
  const rows: LogRow[] = [];
  const doc = new Y.Doc();
  const text = doc.getText("code");
  const carets = [0, 0];
  doc.on("update", (update: Uint8Array) => {
    rows.push({ seq: rows.length + 1, time: rows.length * 100, userId: String(doc.clientID), kind: "yjs", update });
  });
  for (let i = 0; i < ROWS; i += 1) {
    const who = roll() < 0.5 ? 0 : 1;
    // One document under two ids in turn is as two people who hear of each other at once.
    doc.clientID = who + 1;
    if (roll() < 0.02) carets[who] = Math.floor(roll() * text.length);
    const at = Math.min(carets[who] ?? 0, text.length);
    if (roll() < 0.1 && at > 0) {
      text.delete(at - 1, 1);
      carets[who] = at - 1;
    } else {
      text.insert(at, i % 40 === 0 ? "\n" : ("abcdefgh"[i % 8] ?? "z"));
      carets[who] = at + 1;
    }
  }
  return rows;
}

test("in a log of 100,000 rows any moment is there well under 100 ms", { timeout: 120_000 }, () => {
  const rows = longLog();
  const track = new CodeTrack();
  const began = cpu();
  for (const row of rows) track.add(row);
  track.check();
  const load = cpu() - began;
  const roll = dice(7);
  const waits: number[] = [];
  const start = cpu();
  for (let i = 0; i < SEEKS; i += 1) {
    const count = Math.floor(roll() * ROWS);
    const from = performance.now();
    track.textAt(count);
    track.runsAt(count);
    freshAt(track, count, count * 100, null);
    waits.push(performance.now() - from);
  }
  const seek = (cpu() - start) / SEEKS;
  const median = waits.sort((a, b) => a - b)[SEEKS / 2] ?? 0;
  console.info(
    `100,000 rows: read in ${load.toFixed(0)} ms of CPU, ${String(track.lengthAt(ROWS))} units; ` +
      `a seek (text, authors, highlights) takes ${seek.toFixed(1)} ms of CPU, median wait ${median.toFixed(1)} ms`,
  );
  expect(seek).toBeLessThan(25);
  expect(median).toBeLessThan(100);
});
