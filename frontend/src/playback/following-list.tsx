/** A list that scrolls along with the recording, as long as the viewer wants it to. */
import { useEffect, useRef, type ReactNode } from "react";
import { usePlayer } from "./context";

interface FollowingListProps {
  label: string;
  /** Where the recording is in the list; the line of that place is kept in sight. */
  at: number;
  children: ReactNode;
}

export function FollowingList({ label, at, children }: FollowingListProps) {
  const box = useRef<HTMLDivElement>(null);
  const follow = usePlayer((state) => state.follow);
  useEffect(() => {
    const area = box.current;
    const line = area?.querySelector("ol, ul")?.children[at];
    if (!area || !follow || !(line instanceof HTMLElement)) return;
    // Only this box is scrolled: `scrollIntoView` would move the page around it too.
    const top = line.offsetTop;
    if (top < area.scrollTop + 24) area.scrollTop = Math.max(0, top - 24);
    else if (top + line.offsetHeight > area.scrollTop + area.clientHeight - 24)
      area.scrollTop = top + line.offsetHeight - area.clientHeight + 24;
  }, [at, follow]);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div ref={box} role="region" aria-label={label} tabIndex={0} className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain pb-3">
      {children}
    </div>
  );
}

export function Nothing({ children }: { children: ReactNode }) {
  return <p className="p-6 text-center text-sm text-muted">{children}</p>;
}
