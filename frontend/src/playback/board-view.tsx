/** The board of the moment: the page that was up, or one that the viewer turned to. */
import { EyeOff } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { classes } from "../ui/classes";
import { usePlayer, useRecording } from "./context";

const BoardPicture = lazy(() => import("./board-picture"));

export function BoardPart() {
  const recording = useRecording();
  const { journal, board } = recording;
  const [chosen, setChosen] = useState<string | null>(null);
  const pages = usePlayer(({ time }) => journal.pages.at(time));
  const active = usePlayer(({ time }) => journal.activePage.at(time));
  const visible = usePlayer(({ time }) => journal.boardVisible.at(time));
  const count = usePlayer(({ time }) => board.countAt(time));
  // A page that was turned to by hand stays, for as long as there is such a page.
  const browsing = chosen !== null && chosen !== active && pages.some(({ id }) => id === chosen);
  const shown = browsing ? chosen : active;
  const latest = board.rows[count - 1]?.changes.at(-1)?.page;

  return (
    <section
      aria-label="Whiteboard"
      data-count={count}
      data-page={shown}
      className="flex size-full min-w-0 flex-col overflow-hidden rounded-card border border-line bg-surface"
    >
      <div className="flex h-11 flex-none items-center gap-1 border-b border-line px-2 pointer-coarse:h-12">
        <div role="group" aria-label="Pages of the board" className="bar-scroll flex min-w-0 flex-1 gap-1 overflow-x-auto">
          {pages.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === shown}
              onClick={() => setChosen(id)}
              className={classes(
                "flex h-8 max-w-40 flex-none items-center gap-1.5 rounded-control px-2.5 text-sm pointer-coarse:h-11",
                id === shown ? "bg-hover font-medium text-text" : "text-muted hover:bg-hover",
              )}
            >
              <span className="truncate">{title}</span>
              {id === active && <span className="flex-none rounded-full bg-live-soft px-1.5 text-xs text-live">up</span>}
              {id === latest && id !== shown && <span className="size-1.5 flex-none rounded-full bg-accent" title="Drawn on last" />}
            </button>
          ))}
        </div>
        {browsing && (
          <button type="button" className="h-8 flex-none rounded-control px-2.5 text-xs font-semibold text-accent hover:bg-hover" onClick={() => setChosen(null)}>
            Back to the page that is up
          </button>
        )}
        {!visible && (
          <span className="flex flex-none items-center gap-1 rounded-full bg-warn-soft px-2 py-0.5 text-xs font-medium text-warn" title="Only hosts saw the board at this moment">
            <EyeOff size={12} aria-hidden /> Hidden
          </span>
        )}
      </div>
      <div className="relative min-h-0 flex-1">
        <Suspense fallback={<Opening />}>
          <BoardPicture key={shown} pageId={shown} count={count} />
        </Suspense>
      </div>
    </section>
  );
}

function Opening() {
  return (
    <p role="status" className="absolute inset-0 grid place-items-center text-sm text-muted">
      Opening the board…
    </p>
  );
}
