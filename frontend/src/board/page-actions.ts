// What one does with the pages of the board; what the server refuses is said in its words.
import type { StoreApi } from "zustand/vanilla";
import { Refused } from "../room/outbox";
import type { RoomSocket } from "../room/socket";
import { toast, toastError } from "../ui/toasts";
import { browsed, type BoardState } from "./pages";

export interface PageActions {
  /** A tab was pressed: hosts show the page to all, unless they look at the board alone; others look at it alone. */
  choose: (pageId: string) => void;
  browse: (pageId: string) => void;
  follow: () => void;
  show: (pageId: string) => void;
  add: () => void;
  rename: (pageId: string, title: string) => void;
  /** To the place `order`, counted from 0; outside the list it does nothing. */
  move: (pageId: string, order: number) => void;
  remove: (pageId: string) => void;
  clear: (pageId: string) => void;
  setVisible: (visible: boolean) => void;
}

export function pageActions(socket: RoomSocket, board: StoreApi<BoardState>, isHost: boolean): PageActions {
  const tell = (sent: Promise<unknown>, done?: string) =>
    sent.then(
      () => done && toast(done),
      (error: unknown) => toastError(error instanceof Refused ? error.message : "That did not work. Try again."),
    );
  const browse = (pageId: string | null) => board.setState((state) => browsed(state, pageId));
  const show = (pageId: string) => {
    browse(null);
    void tell(socket.send("whiteboard-page", { pageId }));
  };
  return {
    browse,
    show,
    follow: () => browse(null),
    choose: (pageId) => (isHost && board.getState().alone === null ? show(pageId) : browse(pageId)),
    add: () => {
      const pageId = newPageId();
      void tell(socket.send("whiteboard-pages", { action: "add", pageId }).then(() => show(pageId)));
    },
    rename: (pageId, title) => void tell(socket.send("whiteboard-pages", { action: "rename", pageId, title })),
    move: (pageId, order) => {
      if (order < 0 || order >= board.getState().pages.length) return;
      void tell(socket.send("whiteboard-pages", { action: "move", pageId, order }));
    },
    remove: (pageId) => void tell(socket.send("whiteboard-pages", { action: "delete", pageId })),
    clear: (pageId) => void tell(socket.send("whiteboard-clear", { pageId })),
    setVisible: (visible) =>
      void tell(
        socket.send("whiteboard-visibility", { visible }),
        visible ? "Everybody sees the whiteboard now." : "The whiteboard is hidden from participants.",
      ),
  };
}

/** Up to 16 small letters and digits. */
function newPageId(): string {
  return [...crypto.getRandomValues(new Uint8Array(10))].reduce((text, byte) => text + (byte % 36).toString(36), "p");
}
