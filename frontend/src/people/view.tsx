/** The people panel: who waits, raised hands, who is here, hosts first; for hosts what all of them may do. */
import { Search, SlidersHorizontal, UserPlus } from "lucide-react";
import { useId, useState } from "react";
import { useStore } from "zustand";
import { WaitingList } from "../lobby/list";
import { useAbility, useMe, usePeople, useVisit } from "../room/context";
import { openDialog } from "../room/dialogs";
import { Button } from "../ui/button";
import { useNow } from "../ui/now";
import { lowerAllHands, muteEveryone } from "./hosting";
import { Permissions } from "./permissions";
import { nextEnd } from "./rights";
import { PersonRow } from "./row";
import { SectionHead, SmallButton } from "./section";
import { inOrder, isHost, matching, raisedHands } from "./store";

/** From so many people on one looks for somebody by name. */
const MANY = 8;
const LOOK_MS = 15_000;

export function People() {
  const [permissions, setPermissions] = useState(false);
  const manages = useAbility("manage_permissions");
  if (permissions && manages) return <Permissions onBack={() => setPermissions(false)} />;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-4" tabIndex={0} role="region" aria-label="People in the room">
      <div className="flex gap-2 px-3 pb-2">
        <Button className="flex-1 px-2!" onClick={() => openDialog({ name: "share" })}>
          <UserPlus size={18} aria-hidden /> Invite people
        </Button>
        {manages && (
          <Button className="flex-1 px-2!" onClick={() => setPermissions(true)}>
            <SlidersHorizontal size={18} aria-hidden /> Permissions
          </Button>
        )}
      </div>
      {manages && <WaitingList />}
      <List manages={manages} />
    </div>
  );
}

function List({ manages }: { manages: boolean }) {
  const visit = useVisit();
  const me = useMe();
  const [wanted, setWanted] = useState("");
  const [started] = useState(() => Date.now());
  const now = useNow(LOOK_MS, nextEnd(useStore(visit.stores.grants), started));
  const raised = usePeople(raisedHands);
  const all = usePeople(inOrder);
  const hands = matching(raised, wanted);
  const others = matching(all, wanted).filter((person) => !person.hand);
  const talking = all.some((person) => person.audio && person.userId !== me && !isHost(person.role));
  return (
    <>
      {all.length > MANY && <FindPerson value={wanted} onChange={setWanted} />}
      {hands.length > 0 && (
        <>
          <SectionHead title="Raised hands, in order" count={raised.length}>
            {manages && <SmallButton onClick={() => lowerAllHands(visit)}>Lower all hands</SmallButton>}
          </SectionHead>
          <ol className="px-2">
            {hands.map((person) => (
              <PersonRow key={person.userId} person={person} now={now} />
            ))}
          </ol>
        </>
      )}
      {others.length > 0 && (
        <SectionHead title="In the room" count={all.length}>
          {manages && all.some(({ role }) => !isHost(role)) && (
            <SmallButton disabled={!talking} onClick={() => muteEveryone(visit)}>
              Mute everyone
            </SmallButton>
          )}
        </SectionHead>
      )}
      <ul className="px-2">
        {others.map((person) => (
          <PersonRow key={person.userId} person={person} now={now} />
        ))}
      </ul>
      {wanted.trim() !== "" && hands.length + others.length === 0 && (
        <p role="status" className="px-4 py-3 text-sm text-muted">
          Nobody here is called that.
        </p>
      )}
    </>
  );
}

function FindPerson({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className="relative px-3 pb-1">
      <label htmlFor={id} className="sr-only">
        Find a person
      </label>
      <Search size={16} aria-hidden className="pointer-events-none absolute left-6 top-1/2 -translate-y-1/2 text-muted" />
      <input
        id={id}
        type="search"
        placeholder="Find a person"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-full rounded-control border border-line-strong bg-ground pl-9 pr-3 text-sm pointer-coarse:h-11"
      />
    </div>
  );
}
