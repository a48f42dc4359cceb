// Who has the code open: a dot in each person's colour with their initials; a press on it follows them.
import { useSyncExternalStore } from "react";
import type { DocumentAwareness } from "../documents/awareness";
import { initials } from "../people/colour";
import { Tip } from "../ui/tip";
import { canBeFollowed, type Followed } from "./follow";

interface WhoProps {
  awareness: DocumentAwareness;
  me: string;
  colourOf: (userId: string) => number;
  followed: Followed | null;
  onFollow: (person: Followed | null) => void;
}

const SHOWN = 5;

export function Who({ awareness, me, colourOf, followed, onFollow }: WhoProps) {
  const states = useSyncExternalStore(awareness.subscribe, awareness.snapshot);
  const people = new Map<string, { name: string; hasView: boolean }>();
  for (const state of states) {
    const { id, name } = state.user;
    const known = people.get(id)?.hasView ?? false;
    people.set(id, { name, hasView: known || canBeFollowed(state) });
  }
  people.delete(me);
  if (people.size === 0) return null;
  const shown = [...people].slice(0, SHOWN);
  const rest = [...people].slice(SHOWN).map(([, { name }]) => name);
  return (
    <ul aria-label="Also in the code" className="flex min-w-0 flex-none items-center">
      {shown.map(([userId, { name, hasView }]) => {
        const isFollowed = followed?.userId === userId;
        const colour = `var(--person-${String(colourOf(userId))})`;
        return (
          <li key={userId}>
            <Tip text={!hasView ? name : isFollowed ? `Stop following ${name}` : `Follow ${name}`} side="bottom">
              <button
                type="button"
                aria-label={`Follow ${name}`}
                aria-pressed={isFollowed}
                // Somebody whose client tells of no view is named, and cannot be followed.
                aria-disabled={!hasView}
                className="grid size-7 place-items-center rounded-full pointer-coarse:size-11"
                onClick={() => hasView && onFollow(isFollowed ? null : { userId, name })}
              >
                <Dot text={initials(name)} colour={colour} ring={isFollowed ? colour : null} />
              </button>
            </Tip>
          </li>
        );
      })}
      {rest.length > 0 && (
        <li>
          <Tip text={rest.join(", ")} side="bottom">
            <span className="grid size-7 place-items-center">
              <Dot text={`+${String(rest.length)}`} colour="var(--line-strong)" ring={null} />
              <span className="sr-only">{rest.join(", ")}</span>
            </span>
          </Tip>
        </li>
      )}
    </ul>
  );
}

function Dot({ text, colour, ring }: { text: string; colour: string; ring: string | null }) {
  return (
    <span
      aria-hidden
      className="grid size-6 select-none place-items-center rounded-full text-[0.625rem] font-semibold text-person-ink ring-2 ring-surface"
      style={{ background: colour, ...(ring ? { outline: `2px solid ${ring}`, outlineOffset: "2px" } : {}) }}
    >
      {text}
    </span>
  );
}
