/** Times in words and figures: where one is in the recording, and what the clock on the wall said. */

/** `7:05`, `1:02:33`; with hours when the whole has them. */
export function describePosition(time: number, length: number = time): string {
  const seconds = Math.floor(time / 1000);
  const two = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (length >= 3_600_000) return `${String(hours)}:${two(minutes)}:${two(seconds % 60)}`;
  return `${String(minutes)}:${two(seconds % 60)}`;
}

/** For screen readers: `1 hour 2 minutes 33 seconds`. */
export function speakPosition(time: number): string {
  const seconds = Math.floor(time / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [seconds % 60, "second"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${String(count)} ${unit}${count === 1 ? "" : "s"}`);
  return said.join(" ") || "0 seconds";
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", year: "numeric" });
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, {
  weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit",
});

/** The time of day in the reader's zone; with the day when the recording runs over more than one. */
export function describeWallClock(epoch: number, startedAt: number): string {
  return DAY.format(epoch) === DAY.format(startedAt) ? CLOCK.format(epoch) : DAY_AND_CLOCK.format(epoch);
}

export function describeDay(epoch: number): string {
  return DAY.format(epoch);
}
