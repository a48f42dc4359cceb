/** A room in which nothing happened yet. */
import { Clapperboard } from "lucide-react";
import { describeDay } from "./clock-words";
import type { PlaybackPage } from "./page";
import type { Recording } from "./recording";
import { WayOn, Words } from "./words";

export function Empty({ page, recording }: { page: PlaybackPage; recording: Recording }) {
  return (
    <Words icon={<Clapperboard size={32} aria-hidden />} title={recording.manifest.roomName}>
      <p>
        Nothing has happened in this room yet (it was made on {describeDay(recording.manifest.startedAt)}). What people
        write, draw and say in it can be played back here, from the first letter on.
      </p>
      <WayOn href={page.backUrl ?? "/"}>{page.backUrl ? "Back" : "To the start page"}</WayOn>
    </Words>
  );
}
