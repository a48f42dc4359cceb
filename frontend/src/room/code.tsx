/** The code on the stage; the editor is fetched when it is first opened, so that the call never waits for it. */
import { Component, lazy, Suspense, useCallback, type ReactNode } from "react";
import { Button } from "../ui/button";
import { useSession, useVisit } from "./context";

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
      <FetchFailed>
        <Suspense fallback={<Waiting />}>
          <CodePanel
            socket={socket}
            me={me}
            roomId={page.roomId}
            abilities={abilities}
            language={language}
            roomName={roomName}
            cursors={stores.cursors}
            nameOf={nameOf}
          />
        </Suspense>
      </FetchFailed>
    </section>
  );
}

function Waiting() {
  return (
    <p role="status" className="grid size-full place-items-center text-sm text-muted">
      Opening the editor…
    </p>
  );
}

/** A part of the page that could not be fetched (offline, or a new version is out) costs the editor, not the call. */
class FetchFailed extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert" className="grid size-full place-content-center justify-items-center gap-3 p-6 text-center">
        <p className="text-sm text-muted">The editor could not be opened. Reload the page; nothing written is lost.</p>
        <Button onClick={() => location.reload()}>Reload</Button>
      </div>
    );
  }
}
