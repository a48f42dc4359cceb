// Who has the code open: a dot in each person's colour with their initials, and the names in words.
import { useSyncExternalStore } from "react";
import type { DocumentAwareness } from "../documents/awareness";
import { initials } from "../people/colour";
import { Tip } from "../ui/tip";

interface WhoProps {
  awareness: DocumentAwareness;
  me: string;
  colourOf: (userId: string) => number;
}

const SHOWN = 5;

export function Who({ awareness, me, colourOf }: WhoProps) {
  const states = useSyncExternalStore(awareness.subscribe, awareness.snapshot);
  const names = new Map(states.map(({ user }) => [user.id, user.name]));
  names.delete(me);
  if (names.size === 0) return null;
  const people = [...names];
  const rest = people.slice(SHOWN);
  return (
    <ul aria-label="Also in the code" className="flex min-w-0 flex-none items-center -space-x-1">
      {people.slice(0, SHOWN).map(([userId, name]) => (
        <Dot key={userId} name={name} text={initials(name)} colour={`var(--person-${String(colourOf(userId))})`} />
      ))}
      {rest.length > 0 && (
        <Dot name={rest.map(([, name]) => name).join(", ")} text={`+${String(rest.length)}`} colour="var(--line-strong)" />
      )}
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
