/** What is where the pointer is on the time line: the moment, and the marks there in words. */
import { describePosition, describeWallClock } from "./clock-words";
import type { Cluster } from "./clusters";
import { nameIn, useRecording } from "./context";
import { partAt } from "./idle";
import { MarkIcon } from "./mark-icon";
import { describeMark } from "./marks";

const MOST = 5;
const WIDTH = 288;

export function Hint({ x, width, time, cluster }: { x: number; width: number; time: number; cluster: Cluster | null }) {
  const recording = useRecording();
  const at = cluster?.marks[0]?.time ?? time;
  const marks = cluster?.marks.slice(0, MOST) ?? [];
  const more = (cluster?.marks.length ?? 0) - marks.length;
  const left = Math.min(Math.max(0, x - WIDTH / 2), Math.max(0, width - WIDTH));
  return (
    <div
      aria-hidden
      style={{ left, width: marks.length > 0 ? WIDTH : undefined, ...(marks.length === 0 ? { left: x, transform: "translateX(-50%)" } : {}) }}
      className="pointer-events-none absolute bottom-full z-30 mb-1.5 rounded-control border border-line bg-raised px-2.5 py-1.5 text-xs text-text shadow-float"
    >
      <p className="whitespace-nowrap tabular-nums text-muted">
        <span className="font-semibold text-text">{describePosition(at, recording.length)}</span> ·{" "}
        {describeWallClock(recording.manifest.startedAt + at, recording.manifest.startedAt)}
        {describePart(recording, at)}
      </p>
      {marks.map((mark, index) => (
        <p key={index} className="mt-1 flex items-start gap-1.5">
          <span className="mt-0.5 flex-none">
            <MarkIcon mark={mark} size={13} />
          </span>
          <span className="line-clamp-2 min-w-0 [overflow-wrap:anywhere]">{describeMark(mark, (userId) => nameIn(recording, userId))}</span>
        </p>
      ))}
      {more > 0 && <p className="mt-1 text-muted">and {more} more</p>}
    </div>
  );
}

function describePart({ idle, gaps }: ReturnType<typeof useRecording>, time: number): string {
  if (partAt(gaps, time)) return " · not recorded";
  return partAt(idle, time) ? " · nothing happened" : "";
}
