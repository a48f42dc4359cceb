/** The wire of the room: everything a client may send and everything the server says. */

export type Role = "OWNER" | "INTERVIEWER" | "TEACHER" | "CANDIDATE" | "STUDENT";

export type Ability =
  | "read"
  | "chat"
  | "private_chat"
  | "private_chat_anyone"
  | "react"
  | "microphone"
  | "camera"
  | "screen_share"
  | "edit_code"
  | "draw"
  | "manage_board"
  | "see_hidden_questions"
  | "manage_questions"
  | "notes"
  | "manage_permissions"
  | "remove_participant"
  | "share"
  | "schedule"
  | "lock"
  | "settings"
  | "end"
  | "delete"
  | "hand_over"
  | "playback";

export interface You {
  userId: string;
  username: string;
  fullName: string;
  role: Role;
  isGuest: boolean;
  joinNumber: number;
}

export interface Participant extends You {
  isActive: boolean;
  joinedAt: string;
  audio: boolean;
  video: boolean;
  screen: boolean;
  hand: boolean;
  /** The person's media tab; null: none. */
  peerId: string | null;
  /** False: dropped less than 15 s ago. */
  connected: boolean;
}

export interface Room {
  roomId: string;
  roomName: string;
  roomType: "INTERVIEW" | "CLASSROOM";
  description: string;
  ownerId: string;
  ownerName: string;
  isActive: boolean;
  status: string;
  isLocked: boolean;
  hasPassword: boolean;
  allowLinkAccess: boolean;
  maxParticipants: number;
  classCapacityTier: number | null;
  currentLanguage: string;
  recordingEnabled: boolean;
  createdAt: string;
}

export interface Permissions {
  allowChat: boolean;
  allowPrivateChat: boolean;
  allowMicrophone: boolean;
  allowCamera: boolean;
  allowScreenShare: boolean;
  allowEditCode: boolean;
  allowDraw: boolean;
  allowHostInvite: boolean;
  allowHostSettings: boolean;
  allowParticipantPlayback: boolean;
  lobby: boolean;
}

export interface Selection {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

// ---------------------------------------------------------------- client to server

export interface ChatIn {
  type: "chat";
  message: string;
}
export interface PrivateIn {
  type: "private";
  to: string;
  message: string;
}
export interface TypingIn {
  type: "typing";
  isTyping: boolean;
}
export interface LeaveIn {
  type: "leave";
}
export interface MediaStateIn {
  type: "media-state";
  audio: boolean;
  video: boolean;
  screen: boolean;
}
export interface SpeakingIn {
  type: "speaking";
  isSpeaking: boolean;
}
export interface HandIn {
  type: "hand";
  raised: boolean;
}
export interface ReactionIn {
  type: "reaction";
  emoji: string;
}
export interface CursorIn {
  type: "cursor";
  line: number;
  column: number;
  selection?: Selection;
}
export interface LanguageIn {
  type: "language";
  language: string;
}
export interface OfferIn {
  type: "offer";
  to: string;
  sdp: string;
  pair: string;
}
export interface AnswerIn {
  type: "answer";
  to: string;
  sdp: string;
  pair: string;
}
export interface IceCandidateIn {
  type: "ice-candidate";
  to: string;
  candidate: RTCIceCandidateInit | null;
  pair: string;
}
export interface CatchUpIn {
  type: "catch-up";
  since: number;
}
export interface PingIn {
  type: "ping";
}

export type ClientEvent =
  | ChatIn
  | PrivateIn
  | TypingIn
  | LeaveIn
  | MediaStateIn
  | SpeakingIn
  | HandIn
  | ReactionIn
  | CursorIn
  | LanguageIn
  | OfferIn
  | AnswerIn
  | IceCandidateIn
  | CatchUpIn
  | PingIn;

// ---------------------------------------------------------------- server to client

interface Out {
  timestamp: number;
}
/** What stands in the room's journal. */
interface Durable extends Out {
  seq: number;
  id: string;
  /** Only in the sender's own copy: the id it was sent with. */
  clientId?: string;
}

export interface WelcomeOut extends Out {
  type: "welcome";
  seq: number;
  peerId: string;
  you: You;
  abilities: Ability[];
  room: Room;
  participants: Participant[];
  permissions: Permissions;
  questions: unknown[];
  chat: (ChatOut | PrivateOut)[];
  board: { visible: boolean; pages: unknown[]; activePageId: string | null };
  documents: Record<"code" | "board", { epoch: number }>;
}
export interface ChatOut extends Durable {
  type: "chat";
  userId: string;
  username: string;
  message: string;
}
export interface PrivateOut extends Durable {
  type: "private";
  from: string;
  username: string;
  to: string;
  message: string;
}
export interface TypingOut extends Out {
  type: "typing";
  userId: string;
  username: string;
  isTyping: boolean;
}
export interface JoinOut extends Durable {
  type: "join";
  userId: string;
  username: string;
  fullName: string;
  role: Role;
  isGuest: boolean;
  joinNumber: number;
  joinedAt: string;
}
export interface LeaveOut extends Durable {
  type: "leave";
  userId: string;
  username: string;
  role: Role;
  reason?: string;
}
export interface MediaStateOut extends Out {
  type: "media-state";
  userId: string;
  audio: boolean;
  video: boolean;
  screen: boolean;
  peerId: string | null;
}
export interface SpeakingOut extends Out {
  type: "speaking";
  userId: string;
  isSpeaking: boolean;
}
export interface HandOut extends Out {
  type: "hand";
  userId: string;
  raised: boolean;
  raisedAt: string | null;
}
export interface ReactionOut extends Out {
  type: "reaction";
  userId: string;
  emoji: string;
}
export interface CursorOut extends Out {
  type: "cursor";
  userId: string;
  line: number;
  column: number;
  selection?: Selection;
}
export interface LanguageOut extends Durable {
  type: "language";
  userId: string;
  language: string;
}
export interface OfferOut extends Out {
  type: "offer";
  from: string;
  fromPeer: string;
  sdp: string;
  pair: string;
}
export interface AnswerOut extends Out {
  type: "answer";
  from: string;
  fromPeer: string;
  sdp: string;
  pair: string;
}
export interface IceCandidateOut extends Out {
  type: "ice-candidate";
  from: string;
  fromPeer: string;
  candidate: RTCIceCandidateInit | null;
  pair: string;
}
export interface RoomOut extends Durable {
  type: "room";
  room: Room;
}
export interface AbilitiesOut extends Out {
  type: "abilities";
  role: Role;
  abilities: Ability[];
  permissions: Permissions;
}
export interface PresenceOut extends Out {
  type: "presence";
  userId: string;
  connected: boolean;
}
export interface RemovedOut extends Out {
  type: "removed";
  by: string;
}
export interface RoomEndedOut extends Out {
  type: "room-ended";
  by: string;
  reason: "ended" | "deleted";
}
export interface ReconnectOut extends Out {
  type: "reconnect";
}
export interface AckOut {
  type: "ack";
  id: string;
  seq?: number;
}
export interface ErrorOut {
  type: "error";
  id?: string;
  code: string;
  message: string;
}
export interface HeadOut {
  type: "head";
  seq: number;
}
export interface PongOut {
  type: "pong";
  timestamp: number;
}

export type ServerEvent =
  | WelcomeOut
  | ChatOut
  | PrivateOut
  | TypingOut
  | JoinOut
  | LeaveOut
  | MediaStateOut
  | SpeakingOut
  | HandOut
  | ReactionOut
  | CursorOut
  | LanguageOut
  | OfferOut
  | AnswerOut
  | IceCandidateOut
  | RoomOut
  | AbilitiesOut
  | PresenceOut
  | RemovedOut
  | RoomEndedOut
  | ReconnectOut
  | AckOut
  | ErrorOut
  | HeadOut
  | PongOut;
