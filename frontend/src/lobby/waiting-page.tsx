/** Where somebody waits to be let in: their own picture stays, they know that the host knows, and they can leave. */
import { DoorOpen, LoaderCircle } from "lucide-react";
import { useEffect, useRef } from "react";
import { PreviewPicture } from "../media/preview-picture";
import { useConnection, useVisit } from "../room/context";
import type { SessionState } from "../room/session";
import { Button } from "../ui/button";
import { useNow } from "../ui/now";
import { describeWaitingTime } from "./store";

const LOOK_MS = 10_000;

export function WaitingPage({ waiting }: { waiting: NonNullable<SessionState["waiting"]> }) {
  const visit = useVisit();
  const now = useNow(LOOK_MS);
  const lost = useConnection((state) => state.status === "reconnecting");
  const heading = useRef<HTMLHeadingElement>(null);
  const { me } = visit.page;
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    document.title = `Waiting: ${waiting.roomName} · FuseMeet`;
  }, [waiting.roomName]);
  return (
    <main className="min-h-dvh overflow-y-auto bg-ground text-text">
      <div className="mx-auto flex min-h-dvh max-w-5xl flex-col justify-center gap-8 px-4 py-8 md:grid md:grid-cols-[3fr_2fr] md:items-center md:gap-10">
        <PreviewPicture devices={visit.call.devices} name={me?.fullName ?? ""} userId={me?.userId ?? ""} />
        <div className="flex min-w-0 flex-col gap-5">
          <header>
            <p className="text-sm text-muted [overflow-wrap:anywhere]">{waiting.roomName}</p>
            <h1 ref={heading} tabIndex={-1} className="mt-1 text-xl font-semibold focus:outline-none">
              You are waiting to be let in
            </h1>
          </header>
          <div role="status" className="flex items-start gap-3 rounded-card border border-line bg-surface p-4 text-sm">
            {lost ? (
              <LoaderCircle size={20} className="mt-0.5 flex-none animate-spin text-warn motion-reduce:animate-none" aria-hidden />
            ) : (
              <DoorOpen size={20} className="mt-0.5 flex-none text-accent" aria-hidden />
            )}
            <div className="flex flex-col gap-1">
              <p>{lost ? "Reconnecting… Your place is kept." : "The host has been told that you are here."}</p>
              <p className="text-muted">This page goes on by itself as soon as you are let in. Nobody sees or hears you yet.</p>
            </div>
          </div>
          <p className="text-sm text-muted">
            {describeWaitingTime(waiting.since, now)}
            {me && (
              <>
                {" "}
                as <strong className="font-semibold text-text [overflow-wrap:anywhere]">{me.fullName || me.username}</strong>
                {me.isGuest && ", a guest"}
              </>
            )}
          </p>
          <Button onClick={() => visit.leave()} className="self-start">
            Leave
          </Button>
        </div>
      </div>
    </main>
  );
}
