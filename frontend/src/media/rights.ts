/**
 * Which kinds may be sent: by me, as my abilities say, and by the others, as far as this page can know it.
 *
 * What another may send is told to hosts only. All the same everybody can tell what is to be expected of a person: a
 * host sends anything, everybody what the room's switches allow, and besides whatever the server itself says is on,
 * which it says of nobody who may not.
 */
import type { Member } from "./roster";
import { KINDS, type Kind } from "./types";

/** The room's switches for media, as far as they are known; an unknown one is taken to be on. */
export type Switches = Readonly<Partial<Record<"allowMicrophone" | "allowCamera" | "allowScreenShare", boolean>>>;

/** Somebody with an exception who mutes for a moment keeps the line: a new negotiation for each word would be worse. */
export const LINGER_MS = 4_000;

const HOSTS: ReadonlySet<string> = new Set(["OWNER", "INTERVIEWER", "TEACHER"]);
const KNOWN = new Map<number, ReadonlySet<Kind>>();

/** One object for each set of kinds, so that two can be compared by identity. */
export function kindSet(includes: (kind: Kind) => boolean): ReadonlySet<Kind> {
  const mask = KINDS.reduce((bits, kind, place) => bits | (includes(kind) ? 1 << place : 0), 0);
  const known = KNOWN.get(mask) ?? new Set(KINDS.filter((_, place) => mask & (1 << place)));
  KNOWN.set(mask, known);
  return known;
}

export const NO_KINDS = kindSet(() => false);

/** What a person's abilities let through. */
export function kindsOf(abilities: readonly string[]): ReadonlySet<Kind> {
  const allowed = {
    audio: abilities.includes("microphone"),
    video: abilities.includes("camera"),
    screen: abilities.includes("screen_share"),
    screenAudio: abilities.includes("screen_share"),
  };
  return kindSet((kind) => allowed[kind]);
}

/** What the server says that this person sends at this moment; anything else is neither played nor shown. */
export function liveKinds(member: Member): ReadonlySet<Kind> {
  return kindSet((kind) => member[stateOf(kind)]);
}

/** What is taken from this person on a negotiated line; the rest is refused in the description itself. */
export function expectedKinds(member: Member, switches: Switches, now: number): ReadonlySet<Kind> {
  if (member.role === undefined || HOSTS.has(member.role)) return kindSet(() => true);
  const open = {
    audio: switches.allowMicrophone !== false,
    video: switches.allowCamera !== false,
    screen: switches.allowScreenShare !== false,
  };
  return kindSet((kind) => {
    const state = stateOf(kind);
    return open[state] || member[state] || now - member.onUntil[state] < LINGER_MS;
  });
}

function stateOf(kind: Kind): "audio" | "video" | "screen" {
  return kind === "screenAudio" ? "screen" : kind;
}
