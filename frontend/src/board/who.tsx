// Who has the whiteboard open: a dot in each person's colour with their initials, and the names in words.
import { useSyncExternalStore } from "react";
import type { DocumentAwareness } from "../documents/awareness";
import { initials, personColourValue } from "../people/colour";
import { Tip } from "../ui/tip";

const SHOWN = 4;

export function Who({ awareness, me }: { awareness: DocumentAwareness; me: string }) {
  const states = useSyncExternalStore(awareness.subscribe, awareness.snapshot);
  const names = new Map(states.map(({ user }) => [user.id, user.name]));
  names.delete(me);
  const people = [...names];
  const rest = people.slice(SHOWN).map(([, name]) => name);
  if (people.length === 0) return null;
  return (
    <ul aria-label="Also on the whiteboard" className="flex min-w-0 flex-none items-center -space-x-1 px-1">
      {people.slice(0, SHOWN).map(([userId, name]) => (
        <Dot key={userId} name={name} text={initials(name)} colour={personColourValue(userId)} />
      ))}
      {rest.length > 0 && <Dot name={rest.join(", ")} text={`+${String(rest.length)}`} colour="var(--line-strong)" />}
    </ul>
  );
}

function Dot({ name, text, colour }: { name: string; text: string; colour: string }) {
  return (
    <li>
      <Tip text={name} side="bottom">
        <span
          className="grid size-6 select-none place-items-center rounded-full text-[0.625rem] font-semibold text-person-ink ring-2 ring-surface"
          style={{ background: colour }}
        >
          <span aria-hidden>{text}</span>
          <span className="sr-only">{name}</span>
        </span>
      </Tip>
    </li>
  );
}
