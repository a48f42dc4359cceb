/** The best grid for so many tiles: the largest tile that leaves nobody out, 4:3 to 16:9 (pure). */

export interface Fit {
  columns: number;
  rows: number;
  /** Size of one tile in whole pixels. */
  width: number;
  height: number;
}

const WIDEST = 16 / 9;
const NARROWEST = 4 / 3;
/** On a tall, narrow stage (a phone) squares lose less room than bars. */
const NARROWEST_ON_A_PHONE = 1;

export function fitTiles(count: number, width: number, height: number, gap: number): Fit {
  const narrowest = width < 520 && height > width ? NARROWEST_ON_A_PHONE : NARROWEST;
  let best: Fit = { columns: 1, rows: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const fit = fitCell((width - gap * (columns - 1)) / columns, (height - gap * (rows - 1)) / rows, narrowest);
    const emptier = columns * rows - count > best.columns * best.rows - count;
    const area = fit.width * fit.height;
    const bestArea = best.width * best.height;
    // Nearly the same size: the fuller grid looks calmer.
    if (area > bestArea * 1.02 || (area > bestArea * 0.98 && area > 0 && !emptier && bestArea > 0)) {
      best = { columns, rows, ...fit };
    }
  }
  return best;
}

function fitCell(width: number, height: number, narrowest: number): { width: number; height: number } {
  if (width <= 0 || height <= 0) return { width: 0, height: 0 };
  const ratio = width / height;
  if (ratio > WIDEST) return { width: Math.floor(height * WIDEST), height: Math.floor(height) };
  if (ratio < narrowest) return { width: Math.floor(width), height: Math.floor(width / narrowest) };
  return { width: Math.floor(width), height: Math.floor(height) };
}
