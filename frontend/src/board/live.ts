// What one is just drawing, as others see it before it is committed: by awareness, which takes at most 4 KB.
import type { Change } from "./document";
import { FIELDS, GROUPS, readKey, type Fields, type Group, type Groups } from "./fields";

/** For the strokes and shapes; the pointer, the page and the frame around them need the rest of the 4 KB. */
const MAX_LIVE_BYTES = 3000;
const MAX_LIVE = 60;

export type Live = [id: string, groups: Groups][];

const encoder = new TextEncoder();

function bytesOf(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

/** As much of the changes as fits: long strokes with fewer points, what is left over is seen when it is committed. */
export function packLive(changes: readonly Change[]): Live {
  const elements = new Map<string, Groups>();
  for (const { id, group, value } of changes) elements.set(id, { ...elements.get(id), [group]: value });
  const live: Live = [];
  let room = MAX_LIVE_BYTES;
  for (const [id, groups] of elements) {
    if (live.length === MAX_LIVE) break;
    const entry: Live[number] = [id, shorten(groups, room - id.length - 8)];
    const bytes = bytesOf(entry) + 1;
    if (bytes > room) continue;
    room -= bytes;
    live.push(entry);
  }
  return live;
}

function shorten(groups: Groups, room: number): Groups {
  const place = groups.place;
  const points = place?.points as number[][] | undefined;
  if (!place || !points) return groups;
  const rounded = points.map(([x = 0, y = 0]) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10]);
  const bare = bytesOf({ ...groups, place: { ...place, points: [], pressures: [] } });
  const each = bytesOf(rounded) / Math.max(1, points.length) + (place.simulatePressure === false ? 7 : 0);
  const most = Math.max(2, Math.floor((room - bare) / each));
  const kept = thin(rounded, most);
  const pressures = place.simulatePressure === false ? thin(place.pressures as number[], most).map((pressure) => Math.round(pressure * 100) / 100) : [];
  return { ...groups, place: { ...place, points: kept, ...(place.pressures ? { pressures } : {}) } };
}

/** At most `most` of the values, evenly chosen, the first and the last among them. */
export function thin<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most) return [...values];
  const step = (values.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, at) => values[Math.round(at * step)] as T);
}

/** What somebody else draws; it comes from their page as it is, so only what has the right shape is taken. */
export function readLive(value: unknown): Map<string, Groups> {
  const live = new Map<string, Groups>();
  if (!Array.isArray(value)) return live;
  for (const entry of value.slice(0, MAX_LIVE) as unknown[]) {
    if (!Array.isArray(entry) || typeof entry[0] !== "string" || !readKey(`${entry[0]}/base`) || !isFields(entry[1])) continue;
    const groups: Groups = {};
    for (const group of GROUPS) {
      const fields = entry[1][group];
      if (isFields(fields)) groups[group] = knownFields(group, fields);
    }
    live.set(entry[0], groups);
  }
  return live;
}

function knownFields(group: Group, fields: Fields): Fields {
  const known: readonly string[] = FIELDS[group];
  return Object.fromEntries(Object.entries(fields).filter(([field]) => known.includes(field)));
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
