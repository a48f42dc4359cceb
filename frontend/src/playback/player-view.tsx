/** The player as a whole: header, stage and panel, below them the time line and the controls. */
import { useEffect, useMemo } from "react";
import { ShowContext } from "./context";
import { Controls } from "./controls";
import { Header } from "./header";
import { HelpDialog } from "./help-dialog";
import { listenToKeys } from "./keys";
import type { PlaybackPage } from "./page";
import { Player } from "./player";
import type { Recording } from "./recording";
import { ShareDialog } from "./share-dialog";
import { SidePanel } from "./side-panel";
import { Stage } from "./stage";
import { TimeLine } from "./time-line";
import { openDoor } from "./window-door";
import { createView, type Stage as StageName } from "./view-state";

export function PlayerView({ page, recording }: { page: PlaybackPage; recording: Recording }) {
  const show = useMemo(
    () => ({ page, player: new Player(recording), view: createView(stageOf(recording)) }),
    [page, recording],
  );
  useEffect(() => {
    const stop = listenToKeys(show);
    const close = openDoor(show.player);
    return () => {
      stop();
      close();
      show.player.dispose();
    };
  }, [show]);
  useEffect(() => {
    document.title = `Playback of ${recording.manifest.roomName} · FuseMeet`;
  }, [recording]);
  return (
    <ShowContext value={show}>
      <div className="fixed inset-0 flex flex-col overflow-hidden bg-ground text-text">
        <Header />
        <main className="flex min-h-0 flex-1 gap-0 px-3 max-md:flex-col max-md:gap-2 max-md:px-2">
          <div className="min-h-0 min-w-0 flex-1 max-md:flex-[3]">
            <Stage />
          </div>
          <SidePanel />
        </main>
        <footer className="flex-none px-3 pb-3 pt-2 max-md:px-2 max-md:pb-2">
          <TimeLine />
          <Controls />
        </footer>
      </div>
      <HelpDialog />
      {page.linksUrl && <ShareDialog url={page.linksUrl} />}
    </ShowContext>
  );
}

/** What there is to see; on a narrow window one thing at a time. */
function stageOf({ code, board }: Recording): StageName {
  const written = code.rows.length > 0;
  if (board.rows.length === 0) return "code";
  if (!written) return "board";
  return window.matchMedia("(max-width: 1023px)").matches ? "code" : "both";
}
