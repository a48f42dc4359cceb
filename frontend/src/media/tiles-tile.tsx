/** One person's tile: picture or initials, name, marks, a ring while speaking. */
import { Crown, Hand, MicOff, Pin, PinOff, SignalLow, SignalMedium } from "lucide-react";
import { memo } from "react";
import { useLayout, useVisit } from "../room/context";
import { togglePin } from "../room/layout";
import { Avatar } from "../ui/avatar";
import { classes } from "../ui/classes";
import { describeTile, useTilePerson, type TilePerson } from "./tiles-person";
import { Video } from "./tiles-video";

type Size = "large" | "small";

interface TileProps {
  userId: string;
  size?: Size;
  className?: string;
  style?: React.CSSProperties;
}

export const Tile = memo(function Tile({ userId, size = "large", className, style }: TileProps) {
  const person = useTilePerson(userId);
  if (!person) return null;
  return (
    <div
      role="group"
      aria-label={describeTile(person)}
      data-tile={userId}
      data-speaking={person.speaking}
      style={style}
      className={classes("group @container relative overflow-hidden rounded-card bg-surface", className)}
    >
      {/* Below the picture, so that a tile is not empty while the first frame is on its way. */}
      <div className="absolute inset-0 grid place-items-center bg-raised">
        <Avatar
          userId={userId}
          name={person.name}
          picture={person.picture}
          className={size === "large" ? "size-[clamp(2.5rem,26cqmin,7rem)] text-[clamp(1rem,10cqmin,2.5rem)]" : "size-11 text-sm"}
        />
      </div>
      {person.video && <Video track={person.video} label={`Camera of ${person.name}`} mirrored={person.me} />}
      <span
        aria-hidden
        className={classes(
          "pointer-events-none absolute inset-0 rounded-card border-2 transition-colors",
          person.speaking ? "border-live" : "border-transparent",
        )}
      />
      <TileState person={person} />
      <TileName person={person} size={size} />
      <PinButton person={person} size={size} />
    </div>
  );
});

function TileName({ person, size }: { person: TilePerson; size: Size }) {
  return (
    <div
      aria-hidden
      className={classes(
        "absolute bottom-1.5 left-1.5 flex max-w-[calc(100%-0.75rem)] items-center gap-1.5 rounded-control bg-scrim px-2 text-scrim-ink",
        size === "large" ? "h-7 text-sm" : "h-6 text-xs",
      )}
    >
      {person.muted && <MicOff size={14} className="flex-none text-[#ff9ca1]" />}
      <span className="truncate">{person.me ? "You" : person.name}</span>
      {person.host && <Crown size={13} className="flex-none text-[#ffc9a8]" />}
    </div>
  );
}

const STATES: Partial<Record<TilePerson["connection"], string>> = {
  connecting: "Connecting…",
  reconnecting: "Reconnecting…",
  failed: "No connection for sound and picture. Still trying…",
};

function TileState({ person }: { person: TilePerson }) {
  const words = person.connected ? STATES[person.connection] : "Reconnecting…";
  const weak = person.quality === "poor" || person.quality === "fair";
  const Bars = person.quality === "poor" ? SignalLow : SignalMedium;
  return (
    <div className="absolute left-1.5 top-1.5 flex max-w-[calc(100%-3rem)] items-center gap-1.5">
      {person.hand && (
        <span className="grid size-7 flex-none place-items-center rounded-control bg-[#e5b454] text-[#1c1503]">
          <Hand size={16} aria-hidden />
        </span>
      )}
      {weak && (
        <span
          className="grid size-7 flex-none place-items-center rounded-control bg-scrim text-scrim-ink"
          title={person.quality === "poor" ? "Poor connection" : "Fair connection"}
        >
          <Bars size={16} aria-hidden />
          <span className="sr-only">{person.quality === "poor" ? "Poor connection" : "Fair connection"}</span>
        </span>
      )}
      {words && <span className="rounded-control bg-scrim px-2 py-1 text-xs text-scrim-ink">{words}</span>}
    </div>
  );
}

function PinButton({ person, size }: { person: TilePerson; size: Size }) {
  const { layout } = useVisit();
  const pinned = useLayout((state) => state.pinned === person.userId);
  const label = pinned ? `Unpin ${person.name}` : `Pin ${person.name}`;
  const Icon = pinned ? PinOff : Pin;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={pinned}
      onClick={() => togglePin(layout, person.userId)}
      className={classes(
        "absolute right-1.5 top-1.5 grid size-8 place-items-center rounded-control bg-scrim text-scrim-ink transition-opacity",
        "focus-visible:opacity-100 group-hover:opacity-100",
        pinned ? "opacity-100" : size === "large" ? "opacity-0 pointer-coarse:opacity-60" : "opacity-0 pointer-coarse:hidden",
      )}
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}
