/** Reactions rising from the bottom left of the stage, with the name of who sent them. */
import { useStore } from "zustand";
import { useVisit } from "../room/context";

export function FloatingReactions() {
  const { stores } = useVisit();
  const floating = useStore(stores.reactions);
  const here = useStore(stores.people, (state) => state.here);
  const me = useStore(stores.session, (state) => state.me?.userId);
  return (
    <div className="pointer-events-none absolute inset-0 z-20 overflow-hidden" aria-live="polite">
      {floating.map(({ key, userId, emoji }) => (
        <div
          key={key}
          className="absolute bottom-2 flex animate-rise flex-col items-center gap-1"
          style={{ left: `${String(4 + ((key * 37) % 30))}%` }}
        >
          <span className="text-[2.5rem] leading-none">{emoji}</span>
          <span className="rounded-full bg-scrim px-2 text-xs text-scrim-ink">
            {userId === me ? "You" : (here[userId]?.fullName ?? "")}
          </span>
        </div>
      ))}
    </div>
  );
}
