/** Bars across the top for what the person should know or do: the connection, blocked sound, media in another tab. */
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Button } from "../ui/button";
import { useConnection, useReadable, useVisit } from "./context";

const BACK_MS = 2_000;

export function Bars() {
  return (
    <div aria-live="polite" className="flex-none">
      <Connection />
      <BlockedSound />
      <MediaElsewhere />
      <BeyondTheMesh />
    </div>
  );
}

function Bar({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center justify-center gap-3 bg-raised px-4 py-2 text-sm">{children}</div>;
}

function Connection() {
  const status = useConnection((state) => state.status);
  const [back, setBack] = useState(false);
  const before = useRef(status);
  useEffect(() => {
    const was = before.current;
    before.current = status;
    if (status !== "open" || was !== "reconnecting") return;
    setBack(true);
    const timer = window.setTimeout(() => setBack(false), BACK_MS);
    return () => {
      window.clearTimeout(timer);
      setBack(false);
    };
  }, [status]);
  if (status === "reconnecting") {
    return <Line look="border-warn bg-warn-soft">Reconnecting… What you write is kept and sent when it is back.</Line>;
  }
  return back ? <Line look="border-live bg-live-soft">Back</Line> : null;
}

/** Over the top bar, so that a short loss moves nothing in the room. */
function Line({ look, children }: { look: string; children: string }) {
  return (
    <p
      className={`pointer-events-none absolute inset-x-0 top-1.5 z-30 mx-auto w-fit max-w-[calc(100%-1rem)] rounded-full border px-4 py-1.5 text-center text-sm text-text shadow-float ${look}`}
    >
      {children}
    </p>
  );
}

function BlockedSound() {
  const { call } = useVisit();
  const { blocked } = useReadable(call.sound);
  if (!blocked) return null;
  return (
    <Bar>
      Your browser holds the sound back.
      <Button tone="primary" onClick={() => void call.sound.resume()}>
        Click to hear
      </Button>
    </Bar>
  );
}

function MediaElsewhere() {
  const { call } = useVisit();
  const { elsewhere } = useReadable(call.mesh);
  if (!elsewhere) return null;
  return (
    <Bar>
      Sound and picture are in another tab of yours.
      <Button tone="primary" onClick={() => call.takeOver()}>
        Use them here
      </Button>
    </Bar>
  );
}

function BeyondTheMesh() {
  const { call } = useVisit();
  const { place, elsewhere } = useReadable(call.mesh);
  const status = useConnection((state) => state.status);
  if (place !== "none" || elsewhere || status !== "open") return null;
  return <Bar>Twelve people share sound and picture already. You have the chat and the code.</Bar>;
}
