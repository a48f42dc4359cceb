/** The room's page: first the preview, then the room, in the end the words of goodbye. */
import { Tooltip } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { WaitingPage } from "../lobby/waiting-page";
import { Devices } from "../media/devices";
import { MicrophoneLevels } from "../media/levels";
import { Preview } from "../media/preview";
import { Toasts } from "../ui/toasts";
import { VisitContext } from "./context";
import { Gone } from "./gone";
import type { Me, Page } from "./page";
import { RoomView } from "./room-view";
import { startVisit, type Visit } from "./visit";

interface Ready {
  devices: Devices;
  levels: MicrophoneLevels;
}

export function App({ page: first }: { page: Page }) {
  const [page, setPage] = useState(first);
  const [visit, setVisit] = useState<Visit | null>(null);
  const enter = (me: Me, { devices, levels }: Ready) => {
    const known = { ...page, me };
    setPage(known);
    setVisit(startVisit(known, devices, levels));
  };
  const comeBack = () => {
    setPage((before) => ({ ...before, me: whoIWas(visit) ?? before.me }));
    setVisit(null);
  };
  return (
    <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
      {visit === null ? (
        <BeforeEntering page={page} onEnter={enter} />
      ) : (
        <Inside visit={visit} onComeBack={comeBack} />
      )}
      <Toasts />
    </Tooltip.Provider>
  );
}

/** As the server knows me since it welcomed me: it may have written a guest's name in its own way. */
function whoIWas(visit: Visit | null): Me | null {
  return visit?.stores.session.getState().me ?? null;
}

function BeforeEntering({ page, onEnter }: { page: Page; onEnter: (me: Me, ready: Ready) => void }) {
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
  const enter = (me: Me) => {
    entered.current = true;
    onEnter(me, ready);
  };
  return <Preview page={page} {...ready} onEnter={enter} />;
}

function Inside({ visit, onComeBack }: { visit: Visit; onComeBack: () => void }) {
  const { status, code } = useStore(visit.stores.connection);
  const ending = useStore(visit.stores.session, (state) => state.ending);
  const waiting = useStore(visit.stores.session, (state) => state.waiting);
  if (status === "closed") return <Gone page={visit.page} code={code} ending={ending} onComeBack={onComeBack} />;
  return (
    <VisitContext value={visit}>
      {waiting ? <WaitingPage waiting={waiting} /> : <RoomView />}
    </VisitContext>
  );
}
