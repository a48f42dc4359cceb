/** The code on the stage. */
import { lazy, useCallback } from "react";
import { useSession, useVisit } from "./context";
import { Fetched } from "./fetched";

const CodePanel = lazy(() => import("../code/panel"));

export function Code() {
  const { socket, page, stores } = useVisit();
  const me = useSession((state) => state.me);
  const abilities = useSession((state) => state.abilities);
  const language = useSession((state) => state.language);
  const roomName = useSession((state) => state.room?.roomName ?? page.roomName);
  const nameOf = useCallback((userId: string) => stores.people.getState().here[userId]?.fullName ?? "", [stores]);
  return (
    <section aria-label="Code" className="size-full overflow-hidden rounded-card border border-line bg-surface">
      <Fetched what="editor">
        <CodePanel
          socket={socket}
          me={me}
          roomId={page.roomId}
          abilities={abilities}
          language={language}
          roomName={roomName}
          cursors={stores.cursors}
          nameOf={nameOf}
          hearOfPeople={stores.people.subscribe}
        />
      </Fetched>
    </section>
  );
}
