// The whiteboard of the room: its pages, the tools that are ours, and one page to draw on. Loaded when opened.
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import { Who } from "../code/who";
import { roomDocument } from "../documents/of-room";
import { SavedMark } from "../documents/saved-mark";
import type { DocumentState } from "../documents/state";
import type { DocumentProvider } from "../documents/provider";
import { personColour } from "../people/colour";
import type { Ability, BoardPage, You } from "../room/protocol";
import type { RoomSocket } from "../room/socket";
import { Ask } from "../ui/dialog";
import { toastError } from "../ui/toasts";
import { Alone, Hidden, HiddenMark, Uploads, Waiting } from "./notices";
import Canvas, { type CanvasHandle, type Tools } from "./canvas";
import { elementsOf, pageOf } from "./document";
import { exportPages, saveFile, type ExportKind } from "./export";
import { BoardImages } from "./images";
import { newNote, type NoteColour } from "./make";
import { pageActions } from "./page-actions";
import { pageSeen, type BoardState } from "./pages";
import { PagesBar } from "./pages-bar";
import { BoardMenu, DrawTools } from "./tools";
import { OwnUndo } from "./undo";
import { useUploads } from "./uploads";

export interface BoardPanelProps {
  socket: RoomSocket;
  /** Null until the welcome. */
  me: Pick<You, "userId"> | null;
  roomId: string;
  /** Names the exported files. */
  roomName: string;
  abilities: ReadonlySet<Ability>;
  board: StoreApi<BoardState>;
  theme: "light" | "dark";
}

export default function BoardPanel({ me, ...rest }: BoardPanelProps) {
  if (!me) return <Waiting text="Waiting for the connection…" />;
  return rest.abilities.has("see_board") ? <Board me={me.userId} {...rest} /> : <Hidden />;
}

type BoardProps = Omit<BoardPanelProps, "me"> & { me: string };

function Board({ socket, me, roomId, roomName, abilities, board, theme }: BoardProps) {
  const provider = roomDocument(socket, me, roomId, "board");
  const state = useSyncExternalStore(provider.subscribe, provider.snapshot);
  const { pages, active, alone, visible } = useStore(board);
  const seen = useStore(board, pageSeen);
  const mayDraw = abilities.has("draw");
  const isHost = abilities.has("manage_board");
  const actions = useMemo(() => pageActions(socket, board, isHost), [socket, board, isHost]);
  const images = useMemo(() => new BoardImages(roomId), [roomId]);
  const undo = useUndo(state.doc, seen);
  const [tools] = useState<Tools>(() => ({ state: {}, places: new Map() }));
  const [surface, setSurface] = useState<CanvasHandle | null>(null);
  const [asked, setAsked] = useState<{ what: "clear" } | { what: "delete"; page: BoardPage } | null>(null);
  const { uploads, addImages, upload } = useUploads(images, surface);

  useEffect(() => provider.setEditable(mayDraw), [provider, mayDraw]);
  useEffect(() => provider.setReadable(true), [provider]);
  useEffect(() => () => provider.awareness.setLocal(null), [provider]);
  useLost(provider, state);

  const addNote = useCallback(
    (colour: NoteColour) => {
      if (!surface) return;
      const note = newNote(colour, surface.box(), surface.drawing.elements());
      surface.drawing.add([note], [note.id]);
      // Until the menu has given back the focus and the note is selected.
      window.setTimeout(surface.write, 80);
    },
    [surface],
  );
  const takeAlong = (kind: ExportKind, all: boolean) => {
    const chosen = all ? pages : pages.filter(({ id }) => id === seen);
    void exportBoard(kind, roomName, chosen, state, images);
  };

  const title = pages.find(({ id }) => id === seen)?.title ?? "";
  return (
    <div className="flex size-full min-h-0 min-w-0 flex-col overflow-hidden bg-surface text-text">
      <div className="flex flex-none flex-wrap items-center gap-x-1 border-b border-line px-1.5 py-0.5">
        <div className="flex min-w-40 flex-[1_1_14rem] items-center gap-1">
          <PagesBar
            pages={pages}
            seen={seen}
            active={active}
            isHost={isHost}
            actions={actions}
            onDelete={(page) => setAsked({ what: "delete", page })}
          />
        </div>
        <div className="ml-auto flex min-w-0 items-center gap-0.5">
          {!visible && isHost && <HiddenMark onShow={() => actions.setVisible(true)} />}
          <Who awareness={provider.awareness} me={me} colourOf={personColour} place="on the whiteboard" />
          <SavedMark state={state} editable={mayDraw} />
          {mayDraw && undo && (
            <DrawTools
              undo={undo}
              onUndo={() => surface?.drawing.undo()}
              onRedo={() => surface?.drawing.redo()}
              onNote={addNote}
              onImages={addImages}
            />
          )}
          <BoardMenu
            isHost={isHost}
            visible={visible}
            manyPages={pages.length > 1}
            onExport={takeAlong}
            onClear={() => setAsked({ what: "clear" })}
            onVisible={actions.setVisible}
          />
        </div>
      </div>
      {alone !== null && <Alone isHost={isHost} onFollow={actions.follow} onShow={() => actions.show(alone)} />}
      <Uploads uploads={uploads} />
      <div className="relative min-h-0 flex-1">
        {seen !== null && undo && (
          <Canvas
            key={`${seen}:${String(state.doc.clientID)}`}
            provider={provider}
            doc={state.doc}
            pageId={seen}
            undo={undo}
            images={images}
            mayDraw={mayDraw}
            theme={theme}
            tools={tools}
            onReady={setSurface}
            onImages={addImages}
            onUpload={upload}
          />
        )}
        {(!state.synced || seen === null) && (
          <Waiting text={state.status === "offline" ? "Waiting for the connection…" : "Fetching the whiteboard…"} />
        )}
      </div>
      <Ask
        title={asked?.what === "delete" ? `Delete “${asked.page.title}”?` : `Clear “${title}”?`}
        text={
          asked?.what === "delete"
            ? "The page goes for everybody, with all that is drawn on it."
            : "Everything on this page is deleted for everybody."
        }
        action={asked?.what === "delete" ? "Delete page" : "Clear page"}
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        onConfirm={() => {
          if (asked?.what === "delete") actions.remove(asked.page.id);
          else if (seen !== null) actions.clear(seen);
        }}
      />
    </div>
  );
}

/** One history for each page of a copy; it outlives a look at another page. */
function useUndo(doc: DocumentState["doc"], pageId: string | null): OwnUndo | null {
  const histories = useMemo(() => ({ doc, of: new Map<string, OwnUndo>() }), [doc]);
  if (pageId === null) return null;
  const found = histories.of.get(pageId) ?? new OwnUndo(pageOf(histories.doc, pageId));
  histories.of.set(pageId, found);
  return found;
}

const REASONS: Record<string, string> = {
  read_only: "drawing was switched off for you",
  unknown_page: "the page was deleted meanwhile",
  too_big: "it was too large",
  epoch_changed: "the board was started anew meanwhile",
};

/** What the server would not take is not on the board any more; that is said once. */
function useLost(provider: DocumentProvider, { setAside }: DocumentState): void {
  useEffect(() => {
    if (!setAside) return;
    const reason = REASONS[setAside.code];
    toastError(`What you drew last could not be saved${reason ? `: ${reason}` : ""}. You see the board as the others do.`);
    provider.forgetSetAside();
  }, [provider, setAside]);
}

async function exportBoard(
  kind: ExportKind,
  room: string,
  pages: readonly BoardPage[],
  { doc }: DocumentState,
  images: BoardImages,
): Promise<void> {
  try {
    const chosen = pages.map(({ id, title }) => ({ title, elements: elementsOf(doc, id) }));
    const needed = chosen.flatMap(({ elements }) =>
      elements.flatMap((element) => (element.type === "image" && element.fileId ? [element.fileId] : [])),
    );
    await images.want(needed);
    for (const file of await exportPages(kind, room, chosen, images.snapshot())) saveFile(file);
  } catch (error) {
    console.warn("The board could not be exported", error);
    toastError("The whiteboard could not be exported. Try again, or export single pages.");
  }
}

