/** Who waits to be let in, as hosts know it, the first first. Pure steps. */
import { describeWait } from "../people/rights";
import type { LobbyOut, LobbyPerson } from "../room/protocol";

export type LobbyState = readonly LobbyPerson[];

export const nobodyWaits: LobbyState = [];

export function listed(waiting: readonly LobbyPerson[]): LobbyState {
  return [...waiting].sort((one, other) => one.since.localeCompare(other.since));
}

export function changed(state: LobbyState, event: LobbyOut): LobbyState {
  const others = state.filter(({ userId }) => userId !== event.userId);
  if (event.state !== "WAITING") return others.length === state.length ? state : others;
  const { userId, username, fullName, isGuest, since } = event;
  return listed([...others, { userId, username, fullName, isGuest, since }]);
}

export function nameOf(person: Pick<LobbyPerson, "fullName" | "username">): string {
  return person.fullName || person.username;
}

/** "Waiting", after a minute "Waiting for 3 minutes". */
export function describeWaitingTime(since: string, now: number): string {
  const long = describeWait(since, now);
  return long === "just now" ? "Waiting" : `Waiting ${long}`;
}

/** "Kim waits to be let in", "Kim and 2 others wait to be let in". */
export function describeWaiting(state: LobbyState): string {
  const [first, ...others] = state;
  if (!first) return "";
  if (others.length === 0) return `${nameOf(first)} is waiting to come in`;
  const rest = others.length === 1 ? `${nameOf(others[0] ?? first)}` : `${String(others.length)} others`;
  return `${nameOf(first)} and ${rest} are waiting to come in`;
}
