/** A shared screen as the stage: whole, with the name of who shares it. */
import { Maximize, MonitorUp } from "lucide-react";
import { useRef } from "react";
import { useMe, usePeople, useReadable, useVisit } from "../room/context";
import { Button, IconButton } from "../ui/button";
import { Video } from "./tiles-video";

export function SharedScreen({ userId }: { userId: string }) {
  const { call } = useVisit();
  const mine = useMe() === userId;
  const name = usePeople((state) => state.here[userId]?.fullName ?? "");
  const remote = useReadable(call.mesh).people[userId]?.screen ?? null;
  const own = useReadable(call.screen).track;
  const track = mine ? own : remote;
  const frame = useRef<HTMLDivElement>(null);
  return (
    <section
      ref={frame}
      aria-label={mine ? "Your shared screen" : `Screen of ${name}`}
      className="group relative size-full overflow-hidden rounded-card bg-black"
    >
      {track && <Video track={track} label={mine ? "Your shared screen" : `Screen of ${name}`} whole />}
      {!track && <p className="grid size-full place-items-center text-sm text-white">Waiting for the screen…</p>}
      <div className="absolute bottom-2 left-2 flex items-center gap-2 rounded-control bg-scrim py-1 pl-2.5 pr-2.5 text-sm text-scrim-ink">
        <MonitorUp size={16} aria-hidden />
        {mine ? "You are sharing your screen" : `${name} shares a screen`}
        {mine && (
          <Button tone="primary" className="h-8! px-3" onClick={() => call.screen.stop()}>
            Stop sharing
          </Button>
        )}
      </div>
      <IconButton
        label="Full screen"
        side="left"
        className="absolute right-2 top-2 bg-scrim text-scrim-ink opacity-0 focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
        onClick={() => void frame.current?.requestFullscreen().catch(() => undefined)}
      >
        <Maximize size={18} aria-hidden />
      </IconButton>
    </section>
  );
}
