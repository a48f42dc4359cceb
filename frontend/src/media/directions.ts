/** What one side wants of each of a pair's four lines: to send, to receive, both or neither. */
import { KINDS, type Kind } from "./types";

export type Directions = readonly RTCRtpTransceiverDirection[];

/** In the order of the lines. */
export function directionsFor(allowed: ReadonlySet<Kind>, expected: ReadonlySet<Kind>): Directions {
  return KINDS.map((kind) => {
    if (expected.has(kind)) return allowed.has(kind) ? "sendrecv" : "recvonly";
    return allowed.has(kind) ? "sendonly" : "inactive";
  });
}

export function isSame(one: Directions, other: Directions): boolean {
  return one.every((direction, place) => direction === other[place]);
}

/** Whether a line is to send what is not among these. */
export function sendsMore(directions: Directions, allowed: ReadonlySet<Kind>): boolean {
  return KINDS.some((kind, place) => {
    const direction = directions[place];
    return (direction === "sendrecv" || direction === "sendonly") && !allowed.has(kind);
  });
}

export function mediaType(kind: Kind): "audio" | "video" {
  return kind === "audio" || kind === "screenAudio" ? "audio" : "video";
}
