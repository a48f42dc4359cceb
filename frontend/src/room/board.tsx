/** The whiteboard on the stage; and its copy in this page, which goes when the board is hidden from me. */
import { lazy } from "react";
import { useStore } from "zustand";
import { openedDocument } from "../documents/provider";
import { useSession, useVisit } from "./context";
import { Fetched } from "./fetched";
import { theme } from "./theme";
import type { Visit } from "./visit";

const BoardPanel = lazy(() => import("../board/panel"));

export function Board() {
  const { socket, page, stores } = useVisit();
  const me = useSession((state) => state.me);
  const abilities = useSession((state) => state.abilities);
  const roomName = useSession((state) => state.room?.roomName ?? page.roomName);
  const look = useStore(theme);
  return (
    <section aria-label="Whiteboard" className="size-full overflow-hidden rounded-card border border-line bg-surface">
      <Fetched what="whiteboard">
        <BoardPanel
          socket={socket}
          me={me}
          roomId={page.roomId}
          roomName={roomName}
          abilities={abilities}
          board={stores.board}
          theme={look}
        />
      </Fetched>
    </section>
  );
}

/** Open or not, the page keeps no copy of a board that its person may not see. Returns the way to stop. */
export function guardBoard({ socket, stores }: Visit): () => void {
  const guard = () => {
    const { me, abilities } = stores.session.getState();
    if (me) openedDocument(socket, "board")?.setReadable(abilities.has("see_board"));
  };
  guard();
  return stores.session.subscribe(guard);
}
