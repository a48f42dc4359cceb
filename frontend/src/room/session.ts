/** Me, what I may do, and the room itself: pure steps. */
import type {
  Ability,
  AbilitiesOut,
  ClassroomPermissionsOut,
  LanguageOut,
  Permissions,
  Role,
  Room,
  RoomOut,
  WaitingOut,
  WelcomeOut,
  You,
} from "./protocol";

export interface SessionState {
  me: You | null;
  abilities: ReadonlySet<Ability>;
  room: Room | null;
  permissions: Permissions | null;
  language: string;
  /** Said by the server before it closes the connection for good. */
  ending: "removed" | "refused" | "ended" | "deleted" | null;
  /** A host has to let me in first. */
  waiting: Pick<WaitingOut, "roomName" | "since"> | null;
}

export const noSession: SessionState = {
  me: null,
  abilities: new Set(),
  room: null,
  permissions: null,
  language: "",
  ending: null,
  waiting: null,
};

export function welcomed(_state: SessionState, event: WelcomeOut): SessionState {
  return {
    me: event.you,
    abilities: new Set(event.abilities),
    room: event.room,
    permissions: event.permissions,
    language: event.room.currentLanguage,
    ending: null,
    waiting: null,
  };
}

export function waiting(state: SessionState, { roomName, since }: WaitingOut): SessionState {
  return { ...state, waiting: { roomName, since } };
}

export function abilitiesChanged(state: SessionState, event: AbilitiesOut): SessionState {
  return {
    ...state,
    me: state.me && { ...state.me, role: event.role },
    abilities: new Set(event.abilities),
  };
}

export function roomChanged(state: SessionState, { room, permissions }: RoomOut): SessionState {
  return { ...state, room, permissions, language: room.currentLanguage };
}

export function mediaPermissionsChanged(state: SessionState, event: ClassroomPermissionsOut): SessionState {
  const { allowMicrophone, allowCamera, allowScreenShare } = event;
  return { ...state, permissions: state.permissions && { ...state.permissions, allowMicrophone, allowCamera, allowScreenShare } };
}

export function languageChanged(state: SessionState, event: Pick<LanguageOut, "language">): SessionState {
  return { ...state, language: event.language };
}

export function ending(state: SessionState, how: SessionState["ending"]): SessionState {
  return { ...state, ending: how };
}

const ROLE_NAMES: Record<Role, string> = {
  OWNER: "Host",
  INTERVIEWER: "Interviewer",
  TEACHER: "Teacher",
  CANDIDATE: "Candidate",
  STUDENT: "Student",
};

export function roleName(role: Role): string {
  return ROLE_NAMES[role];
}
