/** The room's page: first the preview, then the room, in the end the words of goodbye. */
import { Tooltip } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { Devices } from "../media/devices";
import { MicrophoneLevels } from "../media/levels";
import { Preview } from "../media/preview";
import { Toasts } from "../ui/toasts";
import { VisitContext } from "./context";
import { Gone } from "./gone";
import type { Page } from "./page";
import { RoomView } from "./room-view";
import { startVisit, type Visit } from "./visit";

interface Ready {
  devices: Devices;
  levels: MicrophoneLevels;
}

export function App({ page }: { page: Page }) {
  const [visit, setVisit] = useState<Visit | null>(null);
  return (
    <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
      {visit === null ? (
        <BeforeEntering page={page} onEnter={({ devices, levels }) => setVisit(startVisit(page, devices, levels))} />
      ) : (
        <Inside visit={visit} onComeBack={() => setVisit(null)} />
      )}
      <Toasts />
    </Tooltip.Provider>
  );
}

function BeforeEntering({ page, onEnter }: { page: Page; onEnter: (ready: Ready) => void }) {
  const [ready, setReady] = useState<Ready | null>(null);
  const entered = useRef(false);
  useEffect(() => {
    const devices = new Devices();
    const levels = new MicrophoneLevels(devices);
    setReady({ devices, levels });
    void devices.start();
    return () => {
      // The call goes on with what the preview has opened.
      if (entered.current) return;
      levels.close();
      devices.close();
    };
  }, []);
  if (!ready) return null;
  const enter = () => {
    entered.current = true;
    onEnter(ready);
  };
  return <Preview page={page} {...ready} onEnter={enter} />;
}

function Inside({ visit, onComeBack }: { visit: Visit; onComeBack: () => void }) {
  const { status, code } = useStore(visit.stores.connection);
  const ending = useStore(visit.stores.session, (state) => state.ending);
  if (status === "closed") return <Gone page={visit.page} code={code} ending={ending} onComeBack={onComeBack} />;
  return (
    <VisitContext value={visit}>
      <RoomView />
    </VisitContext>
  );
}
