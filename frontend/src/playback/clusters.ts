/** Marks that would lie on each other on the time line are drawn as one. */
import type { Mark } from "./marks";
import type { Scale } from "./scale";

export interface Cluster {
  /** In pixels from the left. */
  x: number;
  marks: readonly Mark[];
}

/** `apart`: how many pixels a drawn mark needs. */
export function clustersOf(marks: readonly Mark[], scale: Scale, width: number, apart: number): Cluster[] {
  const clusters: { x: number; marks: Mark[] }[] = [];
  for (const mark of marks) {
    const x = scale.placeOf(mark.time) * width;
    const last = clusters.at(-1);
    if (last && x - last.x < apart) last.marks.push(mark);
    else clusters.push({ x, marks: [mark] });
  }
  return clusters;
}

/** The cluster within `reach` pixels of a place that is nearest to it. */
export function nearestCluster(clusters: readonly Cluster[], x: number, reach: number): Cluster | null {
  let best: Cluster | null = null;
  for (const cluster of clusters) {
    if (Math.abs(cluster.x - x) > reach) continue;
    if (!best || Math.abs(cluster.x - x) < Math.abs(best.x - x)) best = cluster;
  }
  return best;
}
