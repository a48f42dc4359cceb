/** All that a tile shows of one person, put together from the room's state and the media engine. */
import { useMe, usePerson, useReadable, useSession, useVisit } from "../room/context";
import { isHost } from "../people/store";
import type { Connection, Quality } from "./types";

export interface TilePerson {
  userId: string;
  name: string;
  picture: string | null;
  me: boolean;
  host: boolean;
  hand: boolean;
  muted: boolean;
  speaking: boolean;
  video: MediaStreamTrack | null;
  connection: Connection;
  quality: Quality;
  /** The person's socket is there; false: dropped a moment ago. */
  connected: boolean;
}

export function useTilePerson(userId: string): TilePerson | null {
  const { call } = useVisit();
  const me = useMe() === userId;
  const person = usePerson(userId);
  const own = useSession((state) => state.me);
  const remote = useReadable(call.mesh).people[userId];
  const devices = useReadable(call.devices);
  const levels = useReadable(call.levels);
  const source = person ?? (me ? own : null);
  if (!source) return null;
  const shared = {
    userId,
    name: source.fullName || source.username,
    picture: person?.pictureUrl ?? null,
    me,
    host: isHost(source.role),
    hand: person?.hand ?? false,
  };
  if (me) {
    return {
      ...shared,
      muted: !devices.microphone.on,
      speaking: levels.speaking && devices.microphone.on,
      video: devices.camera.on ? devices.camera.track : null,
      connection: "connected",
      quality: "unknown",
      connected: true,
    };
  }
  return {
    ...shared,
    muted: !(person?.audio ?? false),
    speaking: person?.speaking ?? false,
    video: remote?.video ?? null,
    connection: remote?.connection ?? "none",
    quality: remote?.quality ?? "unknown",
    connected: person?.connected ?? false,
  };
}

/** The tile in one sentence, for those who do not see it. */
export function describeTile(person: TilePerson): string {
  const facts = [
    person.me ? `${person.name} (you)` : person.name,
    person.host && "host",
    person.muted ? "microphone off" : "microphone on",
    person.video ? "camera on" : "camera off",
    person.hand && "hand raised",
    !person.connected && "reconnecting",
  ];
  return facts.filter(Boolean).join(", ");
}
