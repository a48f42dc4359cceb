/** The picture of the time line: activity as bars in each person's colour, hatched where nothing happened, marks above. */
import { memo, useId, useMemo } from "react";
import { personColourValue } from "../people/colour";
import { activityOf } from "./activity";
import type { Cluster } from "./clusters";
import { useRecording } from "./context";
import { MarkIcon, RANK } from "./mark-icon";
import type { Part } from "./manifest";
import type { Mark } from "./marks";
import type { Scale } from "./scale";

/** Heights in pixels, from the top: the marks, the bars, the track. */
export const PICTURE = { marks: 18, bars: 36, track: 6, gap: 3, height: 66 };
const SLICE_PX = 4;
const ICON = 14;

interface PictureProps {
  width: number;
  scale: Scale;
  clusters: readonly Cluster[];
  only: string | null;
  skipIdle: boolean;
}

export const Picture = memo(function Picture({ width, scale, clusters, only, skipIdle }: PictureProps) {
  const recording = useRecording();
  const id = useId();
  const slices = Math.max(20, Math.floor(width / SLICE_PX));
  const activity = useMemo(() => activityOf(recording.deeds, scale, slices), [recording, scale, slices]);
  const top = PICTURE.marks + PICTURE.gap;
  const bottom = top + PICTURE.bars;
  const hatch = (part: Part, kind: "idle" | "gap") => {
    const x = scale.placeOf(part.from) * width;
    const to = scale.placeOf(part.to) * width;
    return (
      <rect
        key={`${kind}-${String(part.from)}`}
        data-part={kind}
        x={x}
        y={top}
        width={Math.max(2, to - x)}
        height={PICTURE.bars}
        fill={`url(#${id}-${kind})`}
      />
    );
  };
  return (
    <svg aria-hidden width={width} height={PICTURE.height} className="absolute inset-0 overflow-visible">
      <defs>
        <Hatch id={`${id}-idle`} name="hatch-idle" turn={45} />
        <Hatch id={`${id}-gap`} name="hatch-gap" turn={-45} />
      </defs>
      <rect x={0} y={top} width={width} height={PICTURE.bars} rx={6} className="fill-surface" />
      {recording.idle.map((part) => hatch(part, "idle"))}
      {recording.gaps.map((part) => hatch(part, "gap"))}
      {bars(activity, width, bottom, only).map(({ userId, path }) => (
        <path key={userId} d={path} fill={personColourValue(userId)} />
      ))}
      <rect x={0} y={PICTURE.height - PICTURE.track} width={width} height={PICTURE.track} rx={3} className="fill-line" />
      {clusters.map((cluster) => (
        <ClusterPicture key={`${String(cluster.x)}-${String(skipIdle)}`} cluster={cluster} bottom={bottom} />
      ))}
    </svg>
  );
});

function Hatch({ id, name, turn }: { id: string; name: string; turn: number }) {
  return (
    <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform={`rotate(${String(turn)})`}>
      <line x1={0} y1={0} x2={0} y2={6} strokeWidth={2} className={name} />
    </pattern>
  );
}

/** The people's bars on each other, the busiest at the bottom: one path for each. */
function bars({ people, slices, most }: ReturnType<typeof activityOf>, width: number, bottom: number, only: string | null) {
  const slice = width / slices;
  const heights = new Array<number>(slices).fill(0);
  const paths: { userId: string; path: string }[] = [];
  for (const [userId, counts] of people) {
    if (only !== null && userId !== only) continue;
    let path = "";
    for (const [at, count] of counts.entries()) {
      if (count === 0) continue;
      // By the root, so that a quiet moment is still to be seen beside a busy one.
      const height = Math.max(2, Math.sqrt(count / most) * (PICTURE.bars - 2));
      const below = Math.min(PICTURE.bars - 2, heights[at] ?? 0);
      const drawn = Math.min(height, PICTURE.bars - 2 - below);
      path += `M${f(at * slice)} ${f(bottom - below)}h${f(slice - 0.75)}v${f(-drawn)}h${f(0.75 - slice)}z`;
      heights[at] = below + drawn;
    }
    paths.push({ userId, path });
  }
  return paths;
}

function f(value: number): string {
  return value.toFixed(2);
}

function ClusterPicture({ cluster: { x, marks }, bottom }: { cluster: Cluster; bottom: number }) {
  const first = mostImportant(marks);
  if (!first) return null;
  const strong = first.kind === "paste" || first.kind === "content";
  return (
    <g data-marks={marks.map(({ kind }) => kind).join(" ")}>
      <line x1={x} x2={x} y1={PICTURE.marks - 2} y2={bottom} className={strong ? "stroke-warn" : "stroke-line-strong"} strokeWidth={strong ? 1.5 : 1} strokeDasharray={strong ? undefined : "2 3"} />
      <MarkIcon mark={first} size={ICON} x={x - ICON / 2} y={1} />
      {marks.length > 1 && <circle cx={x + ICON / 2} cy={2.5} r={2.5} className="fill-accent" />}
    </g>
  );
}

function mostImportant(marks: readonly Mark[]): Mark | undefined {
  return [...marks].sort((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind))[0];
}
