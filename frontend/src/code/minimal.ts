// The small edits that make one text of another, so that what stays keeps its authors, cursors and place in the undo.
// Lines are compared as in E. Myers, "An O(ND) difference algorithm" (1986); within changed lines, both ends are kept.
import { difference, type Edit } from "./delta";

/** Beyond so many differing lines the comparison costs more than it saves, and one edit is made of it all. */
const MAX_DIFFERENT_LINES = 800;

/** Ascending, apart from each other, in UTF-16 units of `before`; never inside a surrogate pair. */
export function minimalEdits(before: string, after: string): Edit[] {
  if (before === after) return [];
  const a = linesOf(before);
  const b = linesOf(after);
  const hunks = changedLines(a, b);
  if (!hunks) return listOf(difference(before, after));
  const starts = offsetsOf(a);
  const targets = offsetsOf(b);
  return hunks.flatMap(({ from, to, newFrom, newTo }) => {
    const offset = starts[from] ?? before.length;
    const old = before.slice(offset, starts[to] ?? before.length);
    const wanted = after.slice(targets[newFrom] ?? after.length, targets[newTo] ?? after.length);
    const edit = difference(old, wanted);
    return edit ? [{ ...edit, offset: offset + edit.offset }] : [];
  });
}

/** Lines `from` up to `to` become the other text's lines `newFrom` up to `newTo`. */
interface Hunk {
  from: number;
  to: number;
  newFrom: number;
  newTo: number;
}

/** Each with its line end, so that together they are the text. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function offsetsOf(lines: readonly string[]): number[] {
  let offset = 0;
  return lines.map((line) => (offset += line.length) - line.length);
}

function listOf(edit: Edit | null): Edit[] {
  return edit ? [edit] : [];
}

/** Null: too many differ. */
function changedLines(a: readonly string[], b: readonly string[]): Hunk[] | null {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const trace = search(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return trace && hunksOf(trace, a.length - head - tail, b.length - head - tail, head);
}

/** For each number of differences, the furthest line of `a` on each diagonal; null: too many. */
function search(a: readonly string[], b: readonly string[]): Int32Array[] | null {
  const most = Math.min(a.length + b.length, MAX_DIFFERENT_LINES);
  const trace: Int32Array[] = [];
  let furthest = new Int32Array(3);
  for (let d = 0; d <= most; d += 1) {
    // Diagonal k is at index k + d + 1; one more on both sides stands for "not reached".
    const next = new Int32Array(2 * d + 3).fill(-1);
    for (let k = -d; k <= d; k += 2) {
      let x = d === 0 ? 0 : isDown(furthest, k, d) ? at(furthest, k + 1, d - 1) : at(furthest, k - 1, d - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      next[k + d + 1] = x;
      if (x >= a.length && x - k >= b.length) return [...trace, next];
    }
    trace.push(next);
    furthest = next;
  }
  return null;
}

function at(furthest: Int32Array, k: number, d: number): number {
  return furthest[k + d + 1] ?? -1;
}

/** Whether diagonal k is reached by taking a line of `b` (from k + 1), not by leaving out one of `a` (from k - 1). */
function isDown(furthest: Int32Array, k: number, d: number): boolean {
  return k === -d || (k !== d && at(furthest, k - 1, d - 1) < at(furthest, k + 1, d - 1));
}

/** Walks back from the end; neighbouring steps become one hunk. */
function hunksOf(trace: readonly Int32Array[], rows: number, columns: number, shift: number): Hunk[] {
  const hunks: Hunk[] = [];
  let x = rows;
  let y = columns;
  for (let d = trace.length - 1; d > 0; d -= 1) {
    const before = trace[d - 1] ?? new Int32Array(0);
    const k = x - y;
    const down = isDown(before, k, d);
    const from = down ? k + 1 : k - 1;
    const stepX = at(before, from, d - 1);
    const stepY = stepX - from;
    // What the step leads to, before the equal lines that follow it.
    const toX = down ? stepX : stepX + 1;
    const toY = down ? stepY + 1 : stepY;
    const later = hunks[0];
    if (later?.from === toX + shift && later.newFrom === toY + shift) {
      later.from = stepX + shift;
      later.newFrom = stepY + shift;
    } else {
      hunks.unshift({ from: stepX + shift, to: toX + shift, newFrom: stepY + shift, newTo: toY + shift });
    }
    x = stepX;
    y = stepY;
  }
  return hunks;
}
