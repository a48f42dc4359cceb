/** Cuts a message into text, links and code: data for the view, which shows text as text and never as HTML. */

export type Piece =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; href: string }
  | { kind: "code"; text: string }
  | { kind: "block"; text: string; language: string };

const BLOCK = /```([A-Za-z0-9+#._-]{0,20})[ \t]*\r?\n([\s\S]*?)(?:\r?\n)?```(?:\r?\n)?|```([^\n]+?)```/gu;
const INLINE = /`([^`\n]+)`/gu;
const LINK = /https?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu;

export function cut(message: string): Piece[] {
  return divide(message, BLOCK, (match) => ({
    kind: "block",
    language: match[1] ?? "",
    text: match[2] ?? match[3] ?? "",
  })).flatMap((piece) =>
    piece.kind !== "text"
      ? [piece]
      : divide(piece.text, INLINE, (match) => ({ kind: "code", text: match[1] ?? "" })).flatMap((part) =>
          part.kind !== "text" ? [part] : links(part.text),
        ),
  );
}

function links(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    const address = trim(match[0]);
    const href = safeHref(address);
    if (href === null) continue;
    if (match.index > at) pieces.push({ kind: "text", text: text.slice(at, match.index) });
    pieces.push({ kind: "link", text: address, href });
    at = match.index + address.length;
  }
  if (at < text.length) pieces.push({ kind: "text", text: text.slice(at) });
  return pieces;
}

/** The address as the browser will read it, only when it is http or https. */
export function safeHref(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A full stop, comma or unopened bracket at the end belongs to the sentence, not to the address. */
function trim(address: string): string {
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? "";
    const head = address.slice(0, end);
    const unopened = last === ")" && count(head, ")") > count(head, "(");
    if (!unopened && !".,;:!?]}".includes(last)) return head;
    end -= 1;
  }
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}

function divide(text: string, pattern: RegExp, make: (match: RegExpMatchArray) => Piece): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) pieces.push({ kind: "text", text: text.slice(at, match.index) });
    pieces.push(make(match));
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ kind: "text", text: text.slice(at) });
  return pieces;
}
