/** Who is in the room: pure steps from one state to the next, told by the server's events. */
import type { HandOut, JoinOut, LeaveOut, MediaStateOut, Participant, PresenceOut, WelcomeOut } from "../room/protocol";

export interface Person extends Participant {
  speaking: boolean;
}

/** What is still known of somebody who was here: the chat goes on showing the name. */
export interface Known {
  fullName: string;
  pictureUrl: string | null;
}

export interface PeopleState {
  /** Those who are here, by userId. */
  here: Readonly<Record<string, Person>>;
  known: Readonly<Record<string, Known>>;
}

export const noPeople: PeopleState = { here: {}, known: {} };

export function welcomed(state: PeopleState, event: WelcomeOut): PeopleState {
  const here: Record<string, Person> = {};
  const known: Record<string, Known> = { ...state.known };
  for (const participant of event.participants) {
    here[participant.userId] = { ...participant, speaking: state.here[participant.userId]?.speaking ?? false };
    known[participant.userId] = nameOf(participant);
  }
  return { here, known };
}

export function joined(state: PeopleState, event: JoinOut): PeopleState {
  const before = state.here[event.userId];
  const person: Person = {
    isActive: true,
    audio: false,
    video: false,
    screen: false,
    hand: false,
    handRaisedAt: null,
    peerId: null,
    speaking: false,
    ...before,
    userId: event.userId,
    username: event.username,
    fullName: event.fullName,
    role: event.role,
    isGuest: event.isGuest,
    joinNumber: event.joinNumber,
    joinedAt: event.joinedAt,
    pictureUrl: event.pictureUrl,
    connected: true,
  };
  return {
    ...state,
    here: { ...state.here, [event.userId]: person },
    known: { ...state.known, [event.userId]: nameOf(event) },
  };
}

export function left(state: PeopleState, event: Pick<LeaveOut, "userId">): PeopleState {
  const { [event.userId]: gone, ...here } = state.here;
  if (!gone) return state;
  return { ...state, here };
}

export function mediaChanged(state: PeopleState, event: MediaStateOut): PeopleState {
  const { audio, video, screen, peerId } = event;
  const speaking = audio && (state.here[event.userId]?.speaking ?? false);
  return change(state, event.userId, { audio, video, screen, peerId, speaking });
}

export function handChanged(state: PeopleState, event: Pick<HandOut, "userId" | "raised" | "raisedAt">): PeopleState {
  return change(state, event.userId, { hand: event.raised, handRaisedAt: event.raisedAt });
}

/** By a host: one hand, or every hand. */
export function handsLowered(state: PeopleState, userId: string | undefined): PeopleState {
  const down = raisedHands(state).filter((person) => userId === undefined || person.userId === userId);
  return down.reduce((now, person) => change(now, person.userId, { hand: false, handRaisedAt: null }), state);
}

/** The hands that are up, the first raised first. */
export function raisedHands(state: PeopleState): Person[] {
  return Object.values(state.here)
    .filter((person) => person.hand)
    .sort((a, b) => (a.handRaisedAt ?? "").localeCompare(b.handRaisedAt ?? ""));
}

export function presenceChanged(state: PeopleState, event: Pick<PresenceOut, "userId" | "connected">): PeopleState {
  return change(state, event.userId, {
    connected: event.connected,
    ...(event.connected ? {} : { speaking: false }),
  });
}

export function speakingChanged(state: PeopleState, userId: string, speaking: boolean): PeopleState {
  return change(state, userId, { speaking });
}

/** Hosts first, then by who came first. */
export function inOrder(state: PeopleState): Person[] {
  return Object.values(state.here).sort(
    (a, b) => Number(isHost(b.role)) - Number(isHost(a.role)) || a.joinNumber - b.joinNumber,
  );
}

/** Those with these letters in their name, in any case, with accents or without. */
export function matching(persons: Person[], wanted: string): Person[] {
  const letters = plain(wanted.trim());
  if (letters === "") return persons;
  return persons.filter(({ fullName, username }) => plain(`${fullName} ${username}`).includes(letters));
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").toLocaleLowerCase();
}

export function inJoinOrder(state: PeopleState): string[] {
  return Object.values(state.here)
    .sort((a, b) => a.joinNumber - b.joinNumber)
    .map((person) => person.userId);
}

export function isHost(role: Participant["role"]): boolean {
  return role === "OWNER" || role === "INTERVIEWER" || role === "TEACHER";
}

function change(state: PeopleState, userId: string, part: Partial<Person>): PeopleState {
  const person = state.here[userId];
  return person ? { ...state, here: { ...state.here, [userId]: { ...person, ...part } } } : state;
}

function nameOf(person: { fullName: string; username: string; pictureUrl: string | null }): Known {
  return { fullName: person.fullName || person.username, pictureUrl: person.pictureUrl };
}
