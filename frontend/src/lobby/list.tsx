/** Those who wait, in the people panel of a host: who, since when, and in or not. */
import { useStore } from "zustand";
import { admit, admitAll, refuse } from "../people/hosting";
import { GuestBadge } from "../people/guest-badge";
import { SectionHead, SmallButton } from "../people/section";
import { useVisit } from "../room/context";
import type { LobbyPerson } from "../room/protocol";
import { Avatar } from "../ui/avatar";
import { useNow } from "../ui/now";
import { describeWaitingTime, nameOf } from "./store";

const LOOK_MS = 10_000;

export function WaitingList() {
  const visit = useVisit();
  const waiting = useStore(visit.stores.lobby);
  const now = useNow(LOOK_MS);
  if (waiting.length === 0) return null;
  return (
    <>
      <SectionHead title="Waiting to come in" count={waiting.length}>
        {waiting.length > 1 && <SmallButton onClick={() => admitAll(visit)}>Let everybody in</SmallButton>}
      </SectionHead>
      <ol className="px-2">
        {waiting.map((person) => (
          <WaitingRow key={person.userId} person={person} now={now} />
        ))}
      </ol>
    </>
  );
}

function WaitingRow({ person, now }: { person: LobbyPerson; now: number }) {
  const visit = useVisit();
  const name = nameOf(person);
  return (
    <li className="flex min-h-13 items-center gap-3 rounded-control px-2 hover:bg-hover">
      <Avatar userId={person.userId} name={name} className="size-9 text-sm" />
      <div className="min-w-0 flex-1 leading-tight">
        <p className="flex items-center gap-1.5 text-sm font-medium">
          <span className="truncate">{name}</span>
          {person.isGuest && <GuestBadge />}
        </p>
        <p className="text-xs text-muted">{describeWaitingTime(person.since, now)}</p>
      </div>
      <SmallButton aria-label={`Refuse ${name}`} onClick={() => refuse(visit, person.userId)}>
        Refuse
      </SmallButton>
      <SmallButton tone="primary" aria-label={`Let ${name} in`} onClick={() => admit(visit, person.userId)}>
        Let in
      </SmallButton>
    </li>
  );
}
