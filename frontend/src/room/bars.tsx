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

function Bar({ tone, children }: { tone: "warn" | "live" | "plain"; children: ReactNode }) {
  const look = {
    warn: "bg-warn-soft text-text",
    live: "bg-live-soft text-text",
    plain: "bg-raised text-text",
  }[tone];
  return <div className={`flex flex-wrap items-center justify-center gap-3 px-4 py-2 text-sm ${look}`}>{children}</div>;
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
  if (status === "reconnecting") return <Bar tone="warn">Reconnecting… What you write is kept and sent when it is back.</Bar>;
  return back ? <Bar tone="live">Back</Bar> : null;
}

function BlockedSound() {
  const { call } = useVisit();
  const { blocked } = useReadable(call.sound);
  if (!blocked) return null;
  return (
    <Bar tone="plain">
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
    <Bar tone="plain">
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
  return <Bar tone="plain">Twelve people share sound and picture already. You have the chat and the code.</Bar>;
}
