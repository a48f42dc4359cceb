/** How a person and the pair with them look to the page. */
import type { Pair } from "./pair";
import type { Member } from "./roster";
import type { MeshSnapshot, Place, RemoteMedia } from "./types";

export function remoteMedia(member: Member, pair: Pair | undefined, place: Place): RemoteMedia {
  const picture = place === "video";
  return {
    userId: member.userId,
    peerId: member.peerId,
    connection: pair?.connection() ?? "none",
    quality: pair?.quality ?? "unknown",
    place,
    audio: member.audio ? (pair?.peer?.remoteTrack("audio") ?? null) : null,
    video: picture && member.video ? (pair?.peer?.remoteTrack("video") ?? null) : null,
    screen: picture && member.screen ? (pair?.peer?.remoteTrack("screen") ?? null) : null,
    screenAudio: picture && member.screen ? (pair?.peer?.remoteTrack("screenAudio") ?? null) : null,
  };
}

/** Those who share, in the order in which they began. */
export function sharingOrder(before: readonly string[], now: readonly string[]): readonly string[] {
  const stayed = before.filter((userId) => now.includes(userId));
  return [...stayed, ...now.filter((userId) => !stayed.includes(userId))];
}

/** Keeps what did not change, so that only those who did are drawn again; the old snapshot itself if nothing did. */
export function share(before: MeshSnapshot, after: MeshSnapshot): MeshSnapshot {
  const people: Record<string, RemoteMedia> = {};
  for (const [userId, person] of Object.entries(after.people)) {
    const old = before.people[userId];
    people[userId] = old && shallowEqual(old, person) ? old : person;
  }
  const next: MeshSnapshot = {
    ...after,
    people: shallowEqual(before.people, people) ? before.people : people,
    sharing: shallowEqual(before.sharing, after.sharing) ? before.sharing : after.sharing,
    allowed: shallowEqual(before.allowed, after.allowed) ? before.allowed : after.allowed,
  };
  return shallowEqual(before, next) ? before : next;
}

export function shallowEqual(a: object, b: object): boolean {
  const [left, right] = [Object.entries(a), b as Record<string, unknown>];
  return left.length === Object.keys(right).length && left.every(([key, value]) => Object.is(value, right[key]));
}
