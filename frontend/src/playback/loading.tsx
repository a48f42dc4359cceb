/** While the recording is fetched and read: how far it is. */
import { Clapperboard } from "lucide-react";
import type { PlaybackPage } from "./page";
import { Words } from "./words";

export interface Progress {
  stage: "fetching" | "reading";
  /** 0 to 1. */
  done: number;
}

export function Loading({ page, progress: { stage, done } }: { page: PlaybackPage; progress: Progress }) {
  const percent = Math.round(done * 100);
  const text = stage === "fetching" ? "Fetching the recording…" : "Getting it ready…";
  return (
    <Words icon={<Clapperboard size={32} aria-hidden />} title={page.roomName}>
      <p role="status">{text}</p>
      <div
        role="progressbar"
        aria-label={text}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="h-1.5 w-64 max-w-full overflow-hidden rounded-full bg-line"
      >
        <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${String(percent)}%` }} />
      </div>
    </Words>
  );
}
