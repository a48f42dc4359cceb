// How long ago something was, in words: in full, and short enough for a narrow column.
const AGO = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const HOUR = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const FULL = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "just now", "5 minutes ago", "2 hours ago", then the day and the hour. Times in ms since the epoch. */
export function ago(time: number, now: number): string {
  const past = now - time;
  if (past < MINUTE_MS) return "just now";
  if (past < HOUR_MS) return AGO.format(-Math.floor(past / MINUTE_MS), "minute");
  if (past < DAY_MS) return AGO.format(-Math.floor(past / HOUR_MS), "hour");
  return FULL.format(time);
}

/** "now", "5 min", the hour within a day, else the day. */
export function agoInShort(time: number, now: number): string {
  const past = now - time;
  if (past < MINUTE_MS) return "now";
  if (past < HOUR_MS) return `${String(Math.floor(past / MINUTE_MS))} min`;
  return past < DAY_MS ? HOUR.format(time) : DAY.format(time);
}
