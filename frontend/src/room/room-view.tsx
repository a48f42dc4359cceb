/** The room: bars above, the stage, the panel beside it, the controls below. */
import { useEffect } from "react";
import { Controls } from "../media/controls";
import { Stage } from "../media/stage";
import { WaitingNotice } from "../lobby/notice";
import { FloatingReactions } from "../people/floating";
import { Bars } from "./bars";
import { guardBoard } from "./board";
import { useChat, useConnection, useQuestions, useSession, useVisit } from "./context";
import { Dialogs } from "./dialog-views";
import { closeDialog } from "./dialogs";
import { listenToNews } from "./news";
import { SidePanel } from "./panel";
import { listenToKeys } from "./shortcuts";
import { TopBar } from "./topbar";

export function RoomView() {
  const visit = useVisit();
  const entered = useConnection((state) => state.status !== "connecting");
  useEffect(() => listenToKeys(visit), [visit]);
  useEffect(() => listenToNews(visit), [visit]);
  useEffect(() => guardBoard(visit), [visit]);
  useEffect(() => closeDialog, []);
  useTitle();
  return (
    <div className="fixed inset-0 flex flex-col overflow-hidden bg-ground text-text">
      <Bars />
      <TopBar />
      <main className="relative flex min-h-0 flex-1 px-3 max-md:px-2">
        <div className="relative min-h-0 min-w-0 flex-1">
          {entered ? <Stage /> : <Coming />}
          <FloatingReactions />
          <WaitingNotice />
        </div>
        <SidePanel />
      </main>
      <Controls />
      <Dialogs />
    </div>
  );
}

/** The tab says how much was written while one looked elsewhere. */
function useTitle(): void {
  const { page } = useVisit();
  const name = useSession((state) => state.room?.roomName ?? page.roomName);
  const said = useChat((state) => state.unread);
  const shown = useQuestions((state) => state.unread.size);
  const unread = said + shown;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${String(unread)}) ` : ""}${name} · FuseMeet`;
  }, [name, unread]);
}

function Coming() {
  return (
    <p role="status" className="grid size-full place-items-center text-sm text-muted">
      Coming in…
    </p>
  );
}
