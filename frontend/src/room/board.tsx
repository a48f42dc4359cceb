/** The whiteboard on the stage; and its copy in this page, which goes when the board is hidden from me. */
import { lazy } from "react";
import { useStore } from "zustand";
import { elementsOf } from "../board/document";
import { openedDocument, type DocumentProvider } from "../documents/provider";
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

/** For development and tests: the page's copy of the board, as it is in memory. */
interface BoardTools {
  provider: () => DocumentProvider | null;
  elements: (pageId: string) => readonly unknown[];
  pages: () => readonly string[];
  /** How much of the board there is here. */
  copy: () => { keys: number; pages: number };
  /** What is drawn on the open page, unfinished strokes of others included. */
  shown: () => readonly unknown[];
}

declare global {
  interface Window {
    fusemeetBoard?: BoardTools;
  }
}

function offerTools({ socket, page, stores }: Visit): void {
  if (!page.development) return;
  const provider = () => openedDocument(socket, "board");
  window.fusemeetBoard = {
    provider,
    elements: (pageId) => {
      const doc = provider()?.snapshot().doc;
      return doc ? elementsOf(doc, pageId) : [];
    },
    pages: () => stores.board.getState().pages.map(({ id }) => id),
    copy: () => ({
      keys: [...(provider()?.snapshot().doc.share.keys() ?? [])].reduce(
        (sum, root) => sum + (provider()?.snapshot().doc.getMap(root).size ?? 0),
        0,
      ),
      pages: stores.board.getState().pages.length,
    }),
    shown: () => [],
  };
}

/** Open or not, the page keeps no copy of a board that its person may not see. Returns the way to stop. */
export function guardBoard(visit: Visit): () => void {
  const { socket, stores } = visit;
  offerTools(visit);
  const guard = () => {
    const { me, abilities } = stores.session.getState();
    if (me) openedDocument(socket, "board")?.setReadable(abilities.has("see_board"));
  };
  guard();
  return stores.session.subscribe(guard);
}
