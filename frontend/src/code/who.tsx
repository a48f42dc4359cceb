// Who has a document open: a dot in each person's colour with their initials; in the code a press on it follows them.
import { useSyncExternalStore, type ReactNode } from "react";
import type { DocumentAwareness } from "../documents/awareness";
import { initials } from "../people/colour";
import { Tip } from "../ui/tip";
import { canBeFollowed, type Followed } from "./follow";

interface WhoProps {
  awareness: DocumentAwareness;
  me: string;
  colourOf: (userId: string) => number;
  /** As it stands in "Also …". */
  place?: string;
  followed?: Followed | null;
  /** Without it nobody can be followed here. */
  onFollow?: (person: Followed | null) => void;
}

const SHOWN = 5;
const BOX = "grid size-7 place-items-center rounded-full";

export function Who({ awareness, me, colourOf, place = "in the code", followed = null, onFollow }: WhoProps) {
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
    <ul aria-label={`Also ${place}`} className="flex min-w-0 flex-none items-center">
      {shown.map(([userId, { name, hasView }]) => {
        const isFollowed = followed?.userId === userId;
        const colour = `var(--person-${String(colourOf(userId))})`;
        const dot = <Dot text={initials(name)} colour={colour} ring={isFollowed ? colour : null} />;
        return (
          <li key={userId}>
            {onFollow && hasView ? (
              <Tip text={isFollowed ? `Stop following ${name}` : `Follow ${name}`} side="bottom">
                <button
                  type="button"
                  aria-label={`Follow ${name}`}
                  aria-pressed={isFollowed}
                  className={`${BOX} pointer-coarse:size-11`}
                  onClick={() => onFollow(isFollowed ? null : { userId, name })}
                >
                  {dot}
                </button>
              </Tip>
            ) : (
              <Named name={name}>{dot}</Named>
            )}
          </li>
        );
      })}
      {rest.length > 0 && (
        <li>
          <Named name={rest.join(", ")}>
            <Dot text={`+${String(rest.length)}`} colour="var(--line-strong)" ring={null} />
          </Named>
        </li>
      )}
    </ul>
  );
}

function Named({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Tip text={name} side="bottom">
      <span className={BOX}>
        {children}
        <span className="sr-only">{name}</span>
      </span>
    </Tip>
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
