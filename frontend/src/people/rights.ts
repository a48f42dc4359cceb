/** What a host can allow to those who are no hosts, in words; and who has an exception to it. Pure. */
import type { Ability, GrantInfo, Permissions } from "../room/protocol";

export type Switch = keyof Permissions;

export interface Right {
  ability: Ability;
  switch: Switch;
  /** As a line of the list of what they may do: "Use the microphone". */
  label: string;
  /** After "You may" and "may": "use your microphone" and "use the microphone". */
  yours: string;
  /** After "The host has taken back": what is gone, with what follows from it. */
  gone: string;
}

export const RIGHTS: readonly Right[] = [
  {
    ability: "microphone",
    switch: "allowMicrophone",
    label: "Use the microphone",
    yours: "use your microphone",
    gone: "your microphone is off",
  },
  { ability: "camera", switch: "allowCamera", label: "Use the camera", yours: "use your camera", gone: "your camera is off" },
  {
    ability: "screen_share",
    switch: "allowScreenShare",
    label: "Share a screen",
    yours: "share your screen",
    gone: "you cannot share a screen now",
  },
  { ability: "edit_code", switch: "allowEditCode", label: "Edit the code", yours: "edit the code", gone: "you can read the code, not edit it" },
  {
    ability: "draw",
    switch: "allowDraw",
    label: "Draw on the whiteboard",
    yours: "draw on the whiteboard",
    gone: "you can see the whiteboard, not draw on it",
  },
  { ability: "chat", switch: "allowChat", label: "Write in the chat", yours: "write in the chat", gone: "you can read the chat, not write in it" },
  {
    ability: "private_chat_anyone",
    switch: "allowPrivateChat",
    label: "Write privately to each other",
    yours: "write privately to anyone",
    gone: "you can write privately to hosts only",
  },
];

/** Those that are given to one person at a time. */
export const PERSONAL: readonly Right[] = RIGHTS.slice(0, 5);

/** "a, b and c". */
export function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1] ?? ""}`;
}

/** One sentence for each direction; null where nothing of it concerns the person. */
export function describeChange(before: ReadonlySet<Ability>, after: ReadonlySet<Ability>): string | null {
  const came = RIGHTS.filter(({ ability }) => after.has(ability) && !before.has(ability));
  // Who cannot see the board is told that by the board.
  const went = RIGHTS.filter(({ ability }) => before.has(ability) && !after.has(ability)).filter(
    ({ ability }) => ability !== "draw" || after.has("see_board"),
  );
  const sentences = [
    came.length > 0 && `You may ${inWords(came.map(({ yours }) => yours))} now.`,
    went.length > 0 && `The host changed what you may do: ${inWords(went.map(({ gone }) => gone))}.`,
  ];
  return sentences.filter(Boolean).join(" ") || null;
}

/** The exception that holds now; one whose time is over holds no more. */
export function exceptionOf(grants: readonly GrantInfo[], userId: string, ability: Ability, now: number): GrantInfo | null {
  const found = grants.find((grant) => grant.userId === userId && grant.ability === ability);
  return found && (found.until === null || Date.parse(found.until) > now) ? found : null;
}

/** "may use the microphone until 14:05, may not draw on the whiteboard"; "": none. */
export function describeExceptions(grants: readonly GrantInfo[], userId: string, now: number): string {
  const facts = RIGHTS.flatMap(({ ability, label }) => {
    const grant = exceptionOf(grants, userId, ability, now);
    if (!grant) return [];
    const what = label.charAt(0).toLowerCase() + label.slice(1);
    return [`${grant.allowed ? "may" : "may not"} ${what}${grant.until ? ` until ${clock(grant.until)}` : ""}`];
  });
  return facts.join(", ");
}

export function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** The next moment at which an exception ends by itself, ms; Infinity: none does. */
export function nextEnd(grants: readonly GrantInfo[], now: number): number {
  return Math.min(...grants.map(({ until }) => (until === null ? Infinity : Date.parse(until))).filter((at) => at > now), Infinity);
}

/** "just now", "for 3 minutes": how long a hand is up or somebody waits. */
export function describeWait(since: string | null, now: number): string {
  const minutes = since === null ? 0 : Math.floor((now - Date.parse(since)) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return minutes === 1 ? "for 1 minute" : `for ${String(minutes)} minutes`;
  const hours = Math.floor(minutes / 60);
  return hours === 1 ? "for 1 hour" : `for ${String(hours)} hours`;
}
