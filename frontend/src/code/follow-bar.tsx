// A slim bar that says whose view one follows, and the way to stop.
import { useEffect } from "react";
import type { Followed } from "./follow";

interface FollowBarProps {
  followed: Followed | null;
  colourOf: (userId: string) => number;
  onStop: () => void;
}

export function FollowBar({ followed, colourOf, onStop }: FollowBarProps) {
  useEffect(() => {
    if (!followed) return;
    // Wherever the focus is: following is left as easily as it was begun.
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === "Escape") onStop();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [followed, onStop]);
  return (
    <div role="status" className="flex-none">
      {followed && (
        <div
          className="flex items-center gap-1 border-b-2 bg-raised py-0.5 pl-3 pr-1 text-xs"
          style={{ borderColor: `var(--person-${String(colourOf(followed.userId))})` }}
        >
          <span className="min-w-0 truncate">
            Following <b className="font-semibold">{followed.name}</b>
          </span>
          <span aria-hidden>·</span>
          <button
            type="button"
            className="rounded-control px-2 py-1 font-semibold text-accent hover:bg-hover pointer-coarse:min-h-11"
            onClick={onStop}
          >
            Stop
          </button>
        </div>
      )}
    </div>
  );
}
