/** Which lines belong together: same person, same recipient, within three minutes (pure). */
import type { Line } from "./store";

const TOGETHER_MS = 3 * 60_000;

export function follows(line: Line, before: Line | undefined): boolean {
  return (
    before !== undefined &&
    before.userId === line.userId &&
    before.to === line.to &&
    line.timestamp - before.timestamp < TOGETHER_MS
  );
}
