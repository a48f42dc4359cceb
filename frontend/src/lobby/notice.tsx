/** Somebody waits: told to hosts over whatever they are doing, with what they can do about it. */
import { DoorOpen, X } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import { admit, admitAll, refuse } from "../people/hosting";
import { useLayout, useVisit } from "../room/context";
import { Button, IconButton } from "../ui/button";
import { describeWaiting, nameOf } from "./store";

export function WaitingNotice() {
  const visit = useVisit();
  const waiting = useStore(visit.stores.lobby);
  const listed = useLayout((state) => state.panel === "people");
  /** Put aside for as long as nobody else comes. */
  const [aside, setAside] = useState<ReadonlySet<string>>(new Set());
  const first = waiting[0];
  const shown = first !== undefined && !listed && waiting.some(({ userId }) => !aside.has(userId));
  return (
    <section
      aria-label="Waiting to come in"
      className="pointer-events-none absolute inset-x-0 top-2 z-30 flex justify-center px-2"
    >
      <div aria-live="polite" className="sr-only">
        {describeWaiting(waiting)}
      </div>
      {shown && (
        <div className="pointer-events-auto flex max-w-full animate-fade flex-wrap items-center justify-end gap-2 rounded-card border border-line bg-raised py-2 pl-4 pr-2 text-sm shadow-float">
          <DoorOpen size={18} className="flex-none text-accent max-sm:hidden" aria-hidden />
          <p className="min-w-0 max-w-[min(24rem,70vw)] flex-1 [overflow-wrap:anywhere]">{describeWaiting(waiting)}</p>
          {waiting.length === 1 ? (
            <>
              <Button tone="quiet" aria-label={`Refuse ${nameOf(first)}`} onClick={() => refuse(visit, first.userId)}>
                Refuse
              </Button>
              <Button tone="primary" aria-label={`Let ${nameOf(first)} in`} onClick={() => admit(visit, first.userId)}>
                Let in
              </Button>
            </>
          ) : (
            <>
              <Button tone="quiet" onClick={() => visit.layout.setState({ panel: "people" })}>
                Show who
              </Button>
              <Button tone="primary" onClick={() => admitAll(visit)}>
                Let everybody in
              </Button>
            </>
          )}
          <IconButton
            label="Decide later"
            side="bottom"
            onClick={() => setAside(new Set(waiting.map(({ userId }) => userId)))}
          >
            <X size={18} aria-hidden />
          </IconButton>
        </div>
      )}
    </section>
  );
}
