/** Who is in the mesh with picture, who with sound only, and who stays outside: by the order of joining. */
import type { Place } from "./types";

export const VIDEO_PLACES = 6;
export const AUDIO_PLACES = 12;

/** Everybody who has a tab with media, the caller included; equal on every page because joinNumber is. */
export function assignPlaces(people: Iterable<{ userId: string; joinNumber: number }>): Map<string, Place> {
  const order = [...people].sort((a, b) => a.joinNumber - b.joinNumber);
  return new Map(order.map((person, index) => [person.userId, placeAt(index)]));
}

function placeAt(index: number): Place {
  if (index < VIDEO_PLACES) return "video";
  return index < AUDIO_PLACES ? "audio" : "none";
}

/** What two people exchange: the lesser of their places. */
export function lesserPlace(a: Place, b: Place): Place {
  if (a === "none" || b === "none") return "none";
  return a === "audio" || b === "audio" ? "audio" : "video";
}
