/** What those who are no hosts may do, in one place of the people panel; every switch holds at once, for everybody. */
import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { WaitingList } from "../lobby/list";
import { usePeople, useSession, useVisit } from "../room/context";
import type { GrantInfo } from "../room/protocol";
import { Toggle } from "../ui/toggle";
import { useNow } from "../ui/now";
import { allowAll, endException } from "./hosting";
import { clock, exceptionOf, nextEnd, RIGHTS, type Switch } from "./rights";
import { SmallButton } from "./section";

const LOOK_MS = 30_000;

export function Permissions({ onBack }: { onBack: () => void }) {
  const { page } = useVisit();
  const whom = page.roomType === "CLASSROOM" ? "students" : "candidates";
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pb-4" tabIndex={0} role="region" aria-label="Permissions">
      <button
        ref={back}
        type="button"
        onClick={onBack}
        className="-ml-1 flex h-9 items-center gap-1.5 rounded-control px-2 text-sm text-muted hover:bg-hover hover:text-text pointer-coarse:h-11"
      >
        <ArrowLeft size={16} aria-hidden /> People
      </button>
      {/* The notice over the room keeps quiet while this panel is open, so they are listed here too. */}
      <div className="-mx-3">
        <WaitingList />
      </div>
      <div className="px-1">
        <h2 className="pb-1 pt-2 text-base font-semibold">What {whom} may do</h2>
        <p className="pb-2 text-xs text-muted">A change holds at once, also for people who come later. Hosts may do all of this.</p>
        {RIGHTS.map((right) => (
          <SwitchLine key={right.switch} name={right.switch} label={right.label} />
        ))}
        <h2 className="mt-3 border-t border-line pb-1 pt-3 text-sm font-semibold">Coming in, and afterwards</h2>
        <SwitchLine name="lobby" label="Wait until a host lets them in" />
        <SwitchLine name="allowParticipantPlayback" label="See the playback" />
        <Exceptions />
      </div>
    </div>
  );
}

function SwitchLine({ name, label }: { name: Switch; label: string }) {
  const visit = useVisit();
  const permissions = useSession((state) => state.permissions);
  const [asked, setAsked] = useState<boolean | null>(null);
  // What the server says takes the place of what was asked for.
  useEffect(() => setAsked(null), [permissions]);
  const change = async (on: boolean) => {
    setAsked(on);
    if (!(await allowAll(visit, name, on))) setAsked(null);
  };
  return <Toggle label={label} checked={asked ?? permissions?.[name] ?? false} onChange={(on) => void change(on)} />;
}

/** Who may more or less than the others, each with the way back. */
function Exceptions() {
  const { stores } = useVisit();
  const grants = useStore(stores.grants);
  const [started] = useState(() => Date.now());
  const now = useNow(LOOK_MS, nextEnd(grants, started));
  const holding = grants.filter(
    (grant) => RIGHTS.some(({ ability }) => ability === grant.ability) && exceptionOf(grants, grant.userId, grant.ability, now),
  );
  if (holding.length === 0) return null;
  return (
    <>
      <h2 className="mt-3 border-t border-line pb-1 pt-3 text-sm font-semibold">Exceptions for one person</h2>
      <ul>
        {holding.map((grant) => (
          <Exception key={grant.id} grant={grant} />
        ))}
      </ul>
    </>
  );
}

function Exception({ grant }: { grant: GrantInfo }) {
  const visit = useVisit();
  const name = usePeople((state) => state.known[grant.userId]?.fullName) ?? "Somebody who is not here";
  const label = RIGHTS.find(({ ability }) => ability === grant.ability)?.label ?? "";
  const what = label.charAt(0).toLowerCase() + label.slice(1);
  return (
    <li className="flex min-h-11 items-center gap-3 text-sm">
      <p className="min-w-0 flex-1 leading-tight [overflow-wrap:anywhere]">
        <span className="font-medium">{name}</span> {grant.allowed ? "may" : "may not"} {what}
        {grant.until && ` until ${clock(grant.until)}`}
      </p>
      <SmallButton aria-label={`Take back: ${name}, ${what}`} onClick={() => void endException(visit, grant)}>
        Take back
      </SmallButton>
    </li>
  );
}
