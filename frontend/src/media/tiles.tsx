/** The people as tiles: a grid, a spotlight with a strip, or the strip alone beside other work. */
import { useEffect, useRef, useState } from "react";
import { useLayout, useMe, usePeople, useVisit } from "../room/context";
import { useNarrow, useSize } from "../ui/size";
import { classes } from "../ui/classes";
import { fitTiles } from "./tiles-fit";
import { arrange } from "./tiles-order";
import { Tile } from "./tiles-tile";

const GAP = 8;

export function Grid() {
  const area = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(area);
  const { tiles, floating, more } = useArrangement();
  const cells = tiles.length + (more > 0 ? 1 : 0);
  const fit = fitTiles(cells, width, height, GAP);
  const size = { width: fit.width, height: fit.height };
  return (
    <div ref={area} className="relative size-full">
      <div
        className="absolute inset-0 flex flex-wrap content-center justify-center"
        style={{ gap: GAP }}
        data-grid={`${String(fit.columns)}x${String(fit.rows)}`}
      >
        {fit.width > 0 && tiles.map((userId) => <Tile key={userId} userId={userId} style={size} />)}
        {fit.width > 0 && more > 0 && (
          <p className="grid place-items-center rounded-card bg-surface text-sm text-muted" style={size}>
            and {more} more
          </p>
        )}
      </div>
      {floating && (
        <Tile
          userId={floating}
          size="small"
          className="absolute! aspect-video w-[clamp(7rem,20%,14rem)] shadow-float ring-1 ring-line"
          style={{ right: (width - fit.width) / 2 + GAP, bottom: (height - fit.height) / 2 + GAP }}
        />
      )}
    </div>
  );
}

export function Spotlight() {
  const { layout } = useVisit();
  const pinned = useLayout((state) => state.pinned);
  const here = usePeople((state) => Object.keys(state.here));
  const speaker = useLastSpeaker();
  const me = useMe();
  const narrow = useNarrow();
  const big = [pinned, speaker, here.find((userId) => userId !== me), me].find((id) => id && here.includes(id)) ?? me;
  useEffect(() => {
    if (pinned && !here.includes(pinned)) layout.setState({ pinned: null });
  }, [pinned, here, layout]);
  return (
    <div className={classes("flex size-full gap-2", narrow ? "flex-col" : "flex-row")}>
      <BigTile userId={big} />
      <Strip without={big} className={narrow ? "h-24 flex-none" : "w-52 flex-none"} />
    </div>
  );
}

/** As large as its place allows without cutting a face in two. */
function BigTile({ userId }: { userId: string }) {
  const area = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(area);
  const fit = fitTiles(1, width, height, 0);
  return (
    <div ref={area} className="relative min-h-0 min-w-0 flex-1">
      <div className="absolute inset-0 grid place-items-center">
        {fit.width > 0 && <Tile userId={userId} style={{ width: fit.width, height: fit.height }} />}
      </div>
    </div>
  );
}

interface StripProps {
  without?: string;
  className?: string;
}

/** A row or a column of small tiles, as its box asks for. */
export function Strip({ without, className }: StripProps) {
  const { tiles, floating, more } = useArrangement();
  const narrow = useNarrow();
  const shown = [...tiles, ...(floating ? [floating] : [])].filter((userId) => userId !== without);
  if (shown.length === 0) return null;
  return (
    <div
      role="region"
      aria-label="People"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className={classes("flex gap-2 overflow-auto rounded-card", narrow ? "flex-row" : "flex-col", className)}
    >
      {shown.map((userId) => (
        <Tile
          key={userId}
          userId={userId}
          size="small"
          className={classes("aspect-video flex-none", narrow ? "h-full" : "w-full")}
        />
      ))}
      {more > 0 && <p className="flex-none p-2 text-sm text-muted">and {more} more</p>}
    </div>
  );
}

function useArrangement() {
  const me = useMe();
  const people = usePeople((state) => state.here);
  const hideSelf = useLayout((state) => state.hideSelf);
  return arrange(Object.values(people), me, hideSelf);
}

/** Who spoke last, me aside; it stays while nobody speaks. */
function useLastSpeaker(): string | null {
  const me = useMe();
  const speaking = usePeople((state) =>
    Object.values(state.here).flatMap((person) => (person.speaking && person.userId !== me ? [person.userId] : [])),
  );
  const [last, setLast] = useState<string | null>(null);
  const current = last !== null && speaking.includes(last) ? last : (speaking[0] ?? last);
  if (current !== last) setLast(current);
  return current;
}
