// Text edits as plain values: from Yjs to Monaco, from Monaco to Yjs, and where a caret stands after them.
// Every offset counts UTF-16 code units, as both do.

export interface Edit {
  /** Where it starts in the text before any edit of its list. */
  offset: number;
  /** How much is taken out. */
  length: number;
  /** What comes in. */
  text: string;
}

/** One step of a Yjs text event. */
export interface DeltaStep {
  insert?: unknown;
  delete?: number;
  retain?: number;
}

/** The edits of a Yjs text event, ascending and apart from each other. */
export function editsOfDelta(delta: readonly DeltaStep[]): Edit[] {
  const edits: Edit[] = [];
  let offset = 0;
  let open: Edit | null = null;
  for (const step of delta) {
    if (step.retain !== undefined) {
      offset += step.retain;
      open = null;
      continue;
    }
    if (!open) {
      open = { offset, length: 0, text: "" };
      edits.push(open);
    }
    if (typeof step.insert === "string") open.text += step.insert;
    if (step.delete !== undefined) {
      open.length += step.delete;
      offset += step.delete;
    }
  }
  return edits;
}

/**
 * Where an offset goes when `edits` (ascending) are made by somebody else. What is inserted exactly there comes
 * after it with `stick` left, before it with right.
 */
export function moveOffset(edits: readonly Edit[], offset: number, stick: "left" | "right"): number {
  let shift = 0;
  for (const edit of edits) {
    const end = edit.offset + edit.length;
    const passes = offset > end || (offset === end && (edit.length > 0 || stick === "right"));
    if (!passes) return offset > edit.offset ? edit.offset + shift : offset + shift;
    shift += edit.text.length - edit.length;
  }
  return offset + shift;
}

/** The one edit that makes `after` of `before`, as small as can be without cutting a surrogate pair; null: equal. */
export function difference(before: string, after: string): Edit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  if (start > 0 && isHigh(before.charCodeAt(start - 1))) start -= 1;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail += 1;
  if (tail > 0 && isLow(before.charCodeAt(before.length - tail))) tail -= 1;
  return { offset: start, length: before.length - tail - start, text: after.slice(start, after.length - tail) };
}

/**
 * The same edits, none of which cuts a surrogate pair: the server refuses such cuts, since they break a character.
 * `edits` are ascending and made already; `codeAt` reads the text after them.
 */
export function wholePairs(edits: readonly Edit[], codeAt: (offset: number) => number): Edit[] {
  let shift = 0;
  return edits.map((edit) => {
    const start = edit.offset + shift;
    const end = start + edit.text.length;
    shift += edit.text.length - edit.length;
    const before = codeAt(start - 1);
    const after = codeAt(end);
    let { offset, length, text } = edit;
    if (isHigh(before)) {
      offset -= 1;
      length += 1;
      text = String.fromCharCode(before) + text;
    }
    if (isLow(after)) {
      length += 1;
      text += String.fromCharCode(after);
    }
    return { offset, length, text };
  });
}

/** LF alone, and a replacement character (also one unit) for each half of a pair that stands alone. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
