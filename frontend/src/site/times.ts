// Times in the reader's own zone: the server writes UTC into <time>, this says "Tue 24 Nov, 14:00 (your time)" or "3 minutes ago".
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const HOUR = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const AGO = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const MINUTE_MS = 60_000;

export function startTimes(): void {
  localise(document);
  document.addEventListener("htmx:load", (event) => {
    localise(event.target as HTMLElement);
  });
}

function localise(within: ParentNode): void {
  const now = Date.now();
  for (const time of within.querySelectorAll<HTMLTimeElement>("time[data-when]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    // On paper, which is read years later, a day has its year.
    const day = time.dataset.when === "dated" ? `${dayOf(at)} ${String(at.getFullYear())}` : dayOf(at);
    const exact = `${day}, ${HOUR.format(at)} (your time)`;
    time.textContent = time.dataset.when === "ago" ? ago(at.getTime(), now) : exact;
    time.title = exact;
  }
}

/** "Tue 24 Nov", without the comma that British dates have gained. */
function dayOf(at: Date): string {
  return DAY.format(at).replace(",", "");
}

export function ago(at: number, now: number): string {
  const minutes = Math.round((at - now) / MINUTE_MS);
  if (Math.abs(minutes) < 1) return "just now";
  if (Math.abs(minutes) < 60) return AGO.format(minutes, "minute");
  if (Math.abs(minutes) < 24 * 60) return AGO.format(Math.round(minutes / 60), "hour");
  return AGO.format(Math.round(minutes / (24 * 60)), "day");
}
