/** The time as a value that a view can show: anew every so often, and at a moment that matters. */
import { useEffect, useState } from "react";

/** A timer cannot wait longer than this. */
const LONGEST_MS = 2 ** 31 - 1;

/** Milliseconds since the epoch, anew every `every` ms, and at `at` where something ends then. */
export function useNow(every: number, at = Infinity): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const look = () => setNow(Date.now());
    const timer = window.setInterval(look, every);
    const left = at - Date.now();
    const end = left > 0 && left < LONGEST_MS ? window.setTimeout(look, left + 50) : undefined;
    return () => {
      window.clearInterval(timer);
      window.clearTimeout(end);
    };
  }, [every, at]);
  return now;
}
