/** One visit to a room: its connection, its stores, its call, in one value that the views share. */
import { resendInherited } from "../chat/actions";
import { faded as reactionsFaded } from "../people/reactions";
import { listenToHosts } from "../people/told";
import { faded as typingFaded } from "../chat/typing";
import { faded as cursorsFaded } from "../code/json-cursors";
import { sendWhatWasLeft } from "../documents/of-room";
import { Call } from "../media/call";
import type { Devices } from "../media/devices";
import type { MicrophoneLevels } from "../media/levels";
import type { StoreApi } from "zustand/vanilla";
import { dispatch } from "./dispatch";
import { newId } from "./ids";
import { createLayout, type LayoutState } from "./layout";
import { isGuestHere, socketUrl, type Page } from "./page";
import { accountProof, guestProof } from "./proof";
import { RoomSocket } from "./socket";
import { createStores, type Stores } from "./stores";

export interface Visit {
  page: Page;
  socket: RoomSocket;
  stores: Stores;
  layout: StoreApi<LayoutState>;
  call: Call;
  /** When this tab came in, ms since the epoch; kept over a reload. */
  since: number;
  /** Says goodbye to the room and lets all devices go. */
  leave(): void;
}

const FADE_MS = 500;

/** From the preview, with the devices that it opened. */
export function startVisit(page: Page, devices: Devices, levels: MicrophoneLevels): Visit {
  const stores = createStores();
  // Kept over reconnects, not over a reload: connections end with the page, and a new id tells the others so at once.
  const proof = isGuestHere(page) ? guestProof(page.roomId) : accountProof;
  const socket = new RoomSocket(socketUrl(page.roomId), newId(), `fusemeet:outbox:${page.roomId}`, proof);
  const call = new Call({
    socket: {
      peerId: socket.peerId,
      get media() {
        return socket.media;
      },
      set media(wanted: boolean) {
        socket.media = wanted;
      },
      tell: (type, payload) => socket.tell(type as "ping", payload),
      on: (type, handler) => socket.on(type as "pong", handler as () => void),
      onStatus: (handler) => socket.onStatus(handler),
      reconnect: () => socket.reconnect(),
    },
    devices,
    levels,
    iceServersUrl: page.iceServersUrl,
  });
  const layout = createLayout();
  const clock = window.setInterval(() => {
    stores.typing.setState((state) => typingFaded(state, Date.now()), true);
    stores.reactions.setState((state) => reactionsFaded(state, Date.now()), true);
    stores.cursors.setState((state) => cursorsFaded(state, Date.now()), true);
  }, FADE_MS);
  const end = () => {
    window.clearInterval(clock);
    stopListening();
    call.leave();
  };
  const visit: Visit = {
    page,
    socket,
    stores,
    layout,
    call,
    since: sinceInThisTab(page.roomId),
    leave: () => {
      sessionStorage.removeItem(sinceKey(page.roomId));
      socket.leave();
    },
  };
  socket.onEvery((event, replay) => dispatch(stores, event, replay));
  const stopListening = listenToHosts(visit);
  socket.onStatus((status, code) => {
    stores.connection.setState({ status, code: code ?? null });
    if (status === "closed") end();
  });
  const stopWaiting = socket.on("welcome", () => {
    stopWaiting();
    resendInherited(visit);
    const { me } = stores.session.getState();
    if (me) void sendWhatWasLeft(socket, me.userId, page.roomId);
  });
  socket.open();
  return visit;
}

function sinceKey(roomId: string): string {
  return `fusemeet:since:${roomId}`;
}

function sinceInThisTab(roomId: string): number {
  const kept = Number(sessionStorage.getItem(sinceKey(roomId)));
  const since = kept > 0 ? kept : Date.now();
  sessionStorage.setItem(sinceKey(roomId), String(since));
  return since;
}
