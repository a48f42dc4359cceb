// The moments of the history one below the other, where the panel is wide enough for it.
import { useEffect, useRef } from "react";
import { Button } from "../ui/button";
import { classes } from "../ui/classes";
import { describeTime, describeWork, type Past } from "./moments";

interface MomentListProps {
  past: Past | null;
  chosen: number;
  choose: (index: number) => void;
  loadMore: () => void;
  loading: boolean;
  nameOf: (userId: string) => string;
  now: number;
}

export function MomentList({ past, chosen, choose, loadMore, loading, nameOf, now }: MomentListProps) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  if (!past || past.moments.length === 0) return null;
  return (
    <div className="hidden w-56 flex-none flex-col overflow-y-auto border-r border-line @min-[640px]:flex">
      <ol ref={list} aria-label="Moments" className="flex flex-col p-1.5">
        {past.moments.map((moment, index) => (
          <li key={moment.version}>
            <button
              type="button"
              aria-current={index === chosen ? "true" : undefined}
              onClick={() => choose(index)}
              className={classes(
                "flex w-full flex-col rounded-control px-2.5 py-1.5 text-left text-xs",
                index === chosen ? "bg-hover text-text" : "text-muted hover:bg-hover",
              )}
            >
              <span className="font-semibold text-text">{describeTime(moment, now) || "The beginning"}</span>
              <span className="line-clamp-2">{describeWork(moment, nameOf)}</span>
            </button>
          </li>
        ))}
      </ol>
      {past.next !== null && (
        <Button tone="quiet" className="m-1.5 h-9 flex-none" disabled={loading} onClick={loadMore}>
          {loading ? "Fetching…" : "Earlier moments"}
        </Button>
      )}
    </div>
  );
}
