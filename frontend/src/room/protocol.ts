/** The wire of the room. Generated from the Python catalogue by `manage.py protocol`: do not edit. */

export interface Op {
  at: number;
  del: number;
  ins: string;
}

export interface Selection {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

export interface QuestionFields {
  id?: number;
  question?: string;
  difficulty?: string;
  category?: string;
  isVisible?: boolean;
  displayOrder?: number;
  roomId?: string;
  createdAt?: string;
  updatedAt?: string;
}

export interface BoardPage {
  id: string;
  title: string;
  order: number;
}

export interface You {
  userId: string;
  username: string;
  fullName: string;
  role: Role;
  isGuest: boolean;
  joinNumber: number;
}

export type Role = "OWNER" | "INTERVIEWER" | "TEACHER" | "CANDIDATE" | "STUDENT";

export type Ability = "read" | "chat" | "private_chat" | "private_chat_anyone" | "react" | "microphone" | "camera" | "screen_share" | "edit_code" | "see_board" | "draw" | "manage_board" | "see_hidden_questions" | "manage_questions" | "notes" | "manage_permissions" | "remove_participant" | "share" | "schedule" | "lock" | "settings" | "end" | "delete" | "hand_over" | "playback";

export interface Room {
  roomId: string;
  roomName: string;
  roomType: RoomType;
  description: string;
  ownerId: string | null;
  ownerName: string | null;
  isActive: boolean;
  status: "ACTIVE" | "EXPIRED";
  expiresAt: string;
  isLocked: boolean;
  hasPassword: boolean;
  allowLinkAccess: boolean;
  maxParticipants: number;
  classCapacityTier: number | null;
  currentLanguage: string;
  recordingEnabled: boolean;
  scheduledStartTime: string | null;
  scheduledEndTime: string | null;
  createdAt: string;
  lastActivity: string;
}

export type RoomType = "INTERVIEW" | "CLASSROOM";

export interface Participant {
  userId: string;
  username: string;
  fullName: string;
  role: Role;
  isGuest: boolean;
  joinNumber: number;
  pictureUrl: string | null;
  isActive: boolean;
  joinedAt: string;
  audio: boolean;
  video: boolean;
  screen: boolean;
  hand: boolean;
  handRaisedAt: string | null;
  peerId: string | null;
  connected: boolean;
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

export interface DocumentState {
  epoch: number;
}

export interface Question {
  id: number;
  roomId: string;
  question: string;
  difficulty: "EASY" | "EXPERT" | "HARD" | "MEDIUM";
  category: string;
  isVisible: boolean;
  displayOrder: number;
  createdAt: string;
  updatedAt: string;
}

export interface Board {
  visible: boolean;
  activePageId: string | null;
  pages: BoardPage[];
}

export interface TimerState {
  endsAt: string | null;
  remainingSeconds: number;
  seconds: number;
  by: string;
}

export interface LobbyPerson {
  userId: string;
  username: string;
  fullName: string;
  isGuest: boolean;
  since: string;
}

export interface GrantInfo {
  id: number;
  userId: string;
  ability: Ability;
  allowed: boolean;
  until: string | null;
}

/** A session description to one tab, or to a person's media tab; only what the sender may send may be sent in it. */
export interface OfferIn {
  type: "offer";
  to: string;
  sdp: string;
  pair: string;
  offerId?: string;
}

/** The answer to an offer of the same `pair`; held against the sender's rights alike (`media_not_allowed`). */
export interface AnswerIn {
  type: "answer";
  to: string;
  sdp: string;
  pair: string;
  offerId?: string;
}

/** A way to reach the sender; null ends the list. */
export interface IceCandidateIn {
  type: "ice-candidate";
  to: string;
  candidate: RTCIceCandidateInit | null;
  pair: string;
}

/** From the side that makes no offers, when what it may send or expects has changed: it asks for an offer. */
export interface NegotiationNeededIn {
  type: "negotiation-needed";
  to: string;
  pair: string;
}

/** Answered with `pong`: is the line alive? */
export interface PingIn {
  type: "ping";
}

/** This tab goes; the person leaves at once when it was their last. */
export interface LeaveIn {
  type: "leave";
}

/** The durable events after `since` that this person may see, in order, then `head`. */
export interface CatchUpIn {
  type: "catch-up";
  since: number;
}

/** What those who are no hosts may send; whose right ends is switched off at once. */
export interface ClassroomPermissionsIn {
  type: "classroom-permissions";
  allowMicrophone?: boolean;
  allowCamera?: boolean;
  allowScreenShare?: boolean;
}

/** Switch a device (the microphone, unless `kind` is said) off: one person's, or without `userId` all but hosts'. */
export interface MuteIn {
  type: "mute";
  userId?: string;
  kind?: "audio" | "screen" | "video";
}

/** Lower one person's hand, or without `userId` every hand; the others keep their order. */
export interface LowerHandIn {
  type: "lower-hand";
  userId?: string;
}

/** Let somebody in who waits; `room_full` leaves them waiting. Told to hosts as `lobby`. */
export interface AdmitIn {
  type: "admit";
  userId: string;
}

/** Send somebody away who waits; they may ask again after a minute. Told to hosts as `lobby`. */
export interface RefuseIn {
  type: "refuse";
  userId: string;
}

/** Let in everybody who waits, first come first; `room_full` when some did not fit, who go on waiting. */
export interface AdmitAllIn {
  type: "admit-all";
}

/** Apply a patch to the version it was made against, and bring it to the newest; everyone hears each version. */
export interface CodePatchIn {
  type: "code-patch";
  patch: string;
  version: number;
  language?: string;
  ops?: Op[];
}

/** The whole text as it is to be: its difference to that version is what changes; line ends become LF. */
export interface CodeChangeIn {
  type: "code-change";
  content: string;
  version: number;
  language?: string;
}

/** Whether this socket wants the whole text with each change of the code. */
export interface CodeModeIn {
  type: "code-mode";
  content: boolean;
}

/** Say something to everyone in the room. */
export interface ChatIn {
  type: "chat";
  message: string;
}

/** Say something to one person. */
export interface PrivateIn {
  type: "private";
  to: string;
  message: string;
}

/** Whether this person is writing in the chat. */
export interface TypingIn {
  type: "typing";
  isTyping: boolean;
}

/** What this tab sends now: microphone, camera, screen. */
export interface MediaStateIn {
  type: "media-state";
  audio: boolean;
  video: boolean;
  screen: boolean;
}

/** Whether this person is heard speaking. */
export interface SpeakingIn {
  type: "speaking";
  isSpeaking: boolean;
}

/** Raise or lower one's hand; an earlier raise keeps its place in the order. */
export interface HandIn {
  type: "hand";
  raised: boolean;
}

/** An emoji that floats by. */
export interface ReactionIn {
  type: "reaction";
  emoji: string;
}

/** Where this person is in the code (1-based line and column), for clients without awareness. */
export interface CursorIn {
  type: "cursor";
  line: number;
  column: number;
  selection?: Selection;
}

/** The editor's language, for everyone. */
export interface LanguageIn {
  type: "language";
  language: string;
}

/** Start (from `seconds`, or where it was paused), pause or reset the clock that everybody sees. */
export interface TimerIn {
  type: "timer";
  action: "pause" | "reset" | "start";
  seconds?: number;
}

/** Add, change, show, hide, move or delete one question; those who may not see it hear at most that it went. */
export interface QuestionIn {
  type: "question";
  action: "CREATE" | "DELETE" | "UPDATE";
  question: QuestionFields;
}

/** Add, update or delete one element of a page (of the one shown to all, if none is named). */
export interface WhiteboardActionIn {
  type: "whiteboard-action";
  action: "add" | "delete" | "update";
  data: Record<string, unknown>;
  pageId?: string;
}

/** Delete everything on a page (on the one shown to all, if none is named). */
export interface WhiteboardClearIn {
  type: "whiteboard-clear";
  pageId?: string;
}

/** Add, rename, move or delete a page; what is told is the whole list, again when the board is shown. */
export interface WhiteboardPagesIn {
  type: "whiteboard-pages";
  action: "add" | "delete" | "move" | "rename";
  pageId?: string;
  title?: string;
  order?: number;
}

/** Show this page to all. */
export interface WhiteboardPageIn {
  type: "whiteboard-page";
  pageId: string;
}

/** Show or hide the board; after showing it `whiteboard-pages` follows for those who may see it now. */
export interface WhiteboardVisibilityIn {
  type: "whiteboard-visibility";
  visible: boolean;
}

export type ClientEvent =
  | OfferIn
  | AnswerIn
  | IceCandidateIn
  | NegotiationNeededIn
  | PingIn
  | LeaveIn
  | CatchUpIn
  | ClassroomPermissionsIn
  | MuteIn
  | LowerHandIn
  | AdmitIn
  | RefuseIn
  | AdmitAllIn
  | CodePatchIn
  | CodeChangeIn
  | CodeModeIn
  | ChatIn
  | PrivateIn
  | TypingIn
  | MediaStateIn
  | SpeakingIn
  | HandIn
  | ReactionIn
  | CursorIn
  | LanguageIn
  | TimerIn
  | QuestionIn
  | WhiteboardActionIn
  | WhiteboardClearIn
  | WhiteboardPagesIn
  | WhiteboardPageIn
  | WhiteboardVisibilityIn;

/** A session description to one tab, or to a person's media tab; only what the sender may send may be sent in it. */
export interface OfferOut {
  type: "offer";
  timestamp: number;
  from: string;
  fromPeer: string;
  sdp: string;
  pair: string;
  offerId?: string;
}

/** The answer to an offer of the same `pair`; held against the sender's rights alike (`media_not_allowed`). */
export interface AnswerOut {
  type: "answer";
  timestamp: number;
  from: string;
  fromPeer: string;
  sdp: string;
  pair: string;
  offerId?: string;
}

/** A way to reach the sender; null ends the list. */
export interface IceCandidateOut {
  type: "ice-candidate";
  timestamp: number;
  from: string;
  fromPeer: string;
  candidate: RTCIceCandidateInit | null;
  pair: string;
}

/** From the side that makes no offers, when what it may send or expects has changed: it asks for an offer. */
export interface NegotiationNeededOut {
  type: "negotiation-needed";
  timestamp: number;
  from: string;
  fromPeer: string;
  pair: string;
}

/** This tab goes; the person leaves at once when it was their last. */
export interface LeaveOut {
  type: "leave";
  timestamp: number;
  userId: string;
  username: string;
  role: string;
  reason: "left" | "lost" | "removed";
  seq: number;
  id: string;
  clientId?: string;
}

/** What those who are no hosts may send; whose right ends is switched off at once. */
export interface ClassroomPermissionsOut {
  type: "classroom-permissions";
  timestamp: number;
  seq: number;
  id: string;
  clientId?: string;
  allowMicrophone: boolean;
  allowCamera: boolean;
  allowScreenShare: boolean;
  updatedBy: string;
}

/** Switch a device (the microphone, unless `kind` is said) off: one person's, or without `userId` all but hosts'. */
export interface MuteOut {
  type: "mute";
  timestamp: number;
  seq: number;
  id: string;
  clientId?: string;
  userId?: string;
  kind: "audio" | "screen" | "video";
  by: string;
}

/** Lower one person's hand, or without `userId` every hand; the others keep their order. */
export interface LowerHandOut {
  type: "lower-hand";
  timestamp: number;
  seq: number;
  id: string;
  clientId?: string;
  userId?: string;
  by: string;
}

/** Apply a patch to the version it was made against, and bring it to the newest; everyone hears each version. */
export interface CodePatchOut {
  type: "code-patch";
  timestamp: number;
  userId: string;
  patch: string | null;
  version: number;
  newVersion: number;
  language: string;
  textHash: string;
  content?: string;
  clientId?: string;
}

/** The whole text as it is to be: its difference to that version is what changes; line ends become LF. */
export interface CodeChangeOut {
  type: "code-change";
  timestamp: number;
  userId: string;
  patch: string | null;
  version: number;
  newVersion: number;
  language: string;
  textHash: string;
  content?: string;
  clientId?: string;
}

/** Say something to everyone in the room. */
export interface ChatOut {
  type: "chat";
  timestamp: number;
  userId: string;
  username: string;
  message: string;
  seq: number;
  id: string;
  clientId?: string;
}

/** Say something to one person. */
export interface PrivateOut {
  type: "private";
  timestamp: number;
  seq: number;
  id: string;
  clientId?: string;
  from: string;
  username: string;
  to: string;
  message: string;
}

/** Whether this person is writing in the chat. */
export interface TypingOut {
  type: "typing";
  timestamp: number;
  userId: string;
  username: string;
  isTyping: boolean;
}

/** What this tab sends now: microphone, camera, screen. */
export interface MediaStateOut {
  type: "media-state";
  timestamp: number;
  userId: string;
  audio: boolean;
  video: boolean;
  screen: boolean;
  peerId: string | null;
}

/** Whether this person is heard speaking. */
export interface SpeakingOut {
  type: "speaking";
  timestamp: number;
  userId: string;
  isSpeaking: boolean;
}

/** Raise or lower one's hand; an earlier raise keeps its place in the order. */
export interface HandOut {
  type: "hand";
  timestamp: number;
  userId: string;
  raised: boolean;
  raisedAt: string | null;
}

/** An emoji that floats by. */
export interface ReactionOut {
  type: "reaction";
  timestamp: number;
  userId: string;
  emoji: string;
}

/** Where this person is in the code (1-based line and column), for clients without awareness. */
export interface CursorOut {
  type: "cursor";
  timestamp: number;
  userId: string;
  line: number;
  column: number;
  selection?: Selection;
}

/** The editor's language, for everyone. */
export interface LanguageOut {
  type: "language";
  timestamp: number;
  userId: string;
  language: string;
  seq: number;
  id: string;
  clientId?: string;
}

/** Start (from `seconds`, or where it was paused), pause or reset the clock that everybody sees. */
export interface TimerOut {
  type: "timer";
  timestamp: number;
  seq: number;
  id: string;
  clientId?: string;
  action: "pause" | "reset" | "start";
  endsAt: string | null;
  remainingSeconds: number;
  seconds: number;
  by: string;
}

/** Add, change, show, hide, move or delete one question; those who may not see it hear at most that it went. */
export interface QuestionOut {
  type: "question";
  timestamp: number;
  action: "CREATE" | "DELETE" | "UPDATE";
  question: Question | Pick<Question, "id">;
  seq: number;
  id: string;
  clientId?: string;
}

/** Add, update or delete one element of a page (of the one shown to all, if none is named). */
export interface WhiteboardActionOut {
  type: "whiteboard-action";
  timestamp: number;
  userId: string;
  action: "add" | "delete" | "many" | "update";
  data: Record<string, unknown>;
  pageId: string;
  newVersion: number;
  clientId?: string;
}

/** Delete everything on a page (on the one shown to all, if none is named). */
export interface WhiteboardClearOut {
  type: "whiteboard-clear";
  timestamp: number;
  userId: string;
  pageId: string;
  newVersion: number;
  clientId?: string;
}

/** Add, rename, move or delete a page; what is told is the whole list, again when the board is shown. */
export interface WhiteboardPagesOut {
  type: "whiteboard-pages";
  timestamp: number;
  userId: string;
  pages: BoardPage[];
  activePageId: string;
  seq: number;
  id: string;
  clientId?: string;
}

/** Show this page to all. */
export interface WhiteboardPageOut {
  type: "whiteboard-page";
  timestamp: number;
  userId: string;
  pageId: string;
  seq: number;
  id: string;
  clientId?: string;
}

/** Show or hide the board; after showing it `whiteboard-pages` follows for those who may see it now. */
export interface WhiteboardVisibilityOut {
  type: "whiteboard-visibility";
  timestamp: number;
  userId: string;
  visible: boolean;
  seq: number;
  id: string;
  clientId?: string;
}

/** The frame with this id was taken; `seq` where it is durable. */
export interface AckOut {
  type: "ack";
  timestamp: number;
  id: string;
  seq?: number;
}

/** The frame was not taken; the message is for a person. */
export interface ErrorOut {
  type: "error";
  timestamp: number;
  code: string;
  message: string;
  id?: string;
  version?: number;
  content?: string;
  language?: string;
  textHash?: string;
}

/** The end of a catch-up: everything up to `seq` was sent. */
export interface HeadOut {
  type: "head";
  timestamp: number;
  seq: number;
}

/** The answer to `ping`. */
export interface PongOut {
  type: "pong";
  timestamp: number;
}

/** The server is going away: come back to another. */
export interface ReconnectOut {
  type: "reconnect";
  timestamp: number;
  message: string;
}

/** A host removed this person; the socket closes with 4403. */
export interface RemovedOut {
  type: "removed";
  timestamp: number;
  message: string;
}

/** The room was ended or deleted; the socket closes with 4404. */
export interface RoomEndedOut {
  type: "room-ended";
  timestamp: number;
  reason: "deleted" | "ended";
  by?: string;
  seq?: number;
  id?: string;
}

/** A person's connection dropped a moment ago, or is back. */
export interface PresenceOut {
  type: "presence";
  timestamp: number;
  userId: string;
  connected: boolean;
}

/** The first frame: all that a newcomer needs, as of `seq`. */
export interface WelcomeOut {
  type: "welcome";
  timestamp: number;
  seq: number;
  peerId: string;
  you: You;
  role: Role;
  abilities: Ability[];
  room: Room;
  participants: Participant[];
  permissions: Permissions;
  chat: (ChatOut | PrivateOut)[];
  documents: Record<string, DocumentState>;
  questions: Question[];
  board: Board;
  timer: TimerState | null;
  lobby: LobbyPerson[];
  grants: GrantInfo[];
}

/** Somebody came. Of two people the larger `joinNumber` makes the offers. */
export interface JoinOut {
  type: "join";
  timestamp: number;
  userId: string;
  username: string;
  fullName: string;
  role: Role;
  isGuest: boolean;
  joinNumber: number;
  joinedAt: string;
  pictureUrl: string | null;
  seq: number;
  id: string;
  clientId?: string;
}

/** What this person may do here changed. */
export interface AbilitiesOut {
  type: "abilities";
  timestamp: number;
  role: Role;
  abilities: Ability[];
}

/** The room's settings or switches changed. */
export interface RoomOut {
  type: "room";
  timestamp: number;
  room: Room;
  permissions: Permissions;
  seq: number;
  id: string;
  clientId?: string;
}

/** Instead of `welcome`: a host has to let this person in. Only `ping` and `leave` may be sent. The same socket hears `welcome` once they are in, `refused` (then 4403), or why else it closes. */
export interface WaitingOut {
  type: "waiting";
  timestamp: number;
  roomId: string;
  roomName: string;
  since: string;
  message: string;
}

/** A host did not let this person in; closes with 4403. */
export interface RefusedOut {
  type: "refused";
  timestamp: number;
  message: string;
}

/** To hosts: somebody waits, was let in or refused, or went away. */
export interface LobbyOut {
  type: "lobby";
  timestamp: number;
  seq: number;
  id: string;
  clientId?: string;
  userId: string;
  username: string;
  fullName: string;
  isGuest: boolean;
  since: string;
  state: "ADMITTED" | "LEFT" | "REFUSED" | "WAITING";
  by: string;
}

/** To who has just become a host: everybody who waits. */
export interface LobbyListOut {
  type: "lobby-list";
  timestamp: number;
  waiting: LobbyPerson[];
}

/** To hosts: everybody's exceptions to the switches, after a change. */
export interface GrantsOut {
  type: "grants";
  timestamp: number;
  grants: GrantInfo[];
  seq?: number;
  id?: string;
}

/** All that this person may see now: their right to see hidden questions came or went. */
export interface QuestionsOut {
  type: "questions";
  timestamp: number;
  questions: Question[];
}

/** What the welcome says of the board, to somebody who has just got the right to see it. */
export interface BoardOut {
  type: "board";
  timestamp: number;
  visible: boolean;
  activePageId: string | null;
  pages: BoardPage[];
}

/** To interviewers alone: read the notes of this room again. */
export interface NotesChangedOut {
  type: "notes-changed";
  timestamp: number;
}

/** To interviewers alone: read the scorecards again. */
export interface ScorecardsChangedOut {
  type: "scorecards-changed";
  timestamp: number;
}

export type ServerEvent =
  | OfferOut
  | AnswerOut
  | IceCandidateOut
  | NegotiationNeededOut
  | LeaveOut
  | ClassroomPermissionsOut
  | MuteOut
  | LowerHandOut
  | CodePatchOut
  | CodeChangeOut
  | ChatOut
  | PrivateOut
  | TypingOut
  | MediaStateOut
  | SpeakingOut
  | HandOut
  | ReactionOut
  | CursorOut
  | LanguageOut
  | TimerOut
  | QuestionOut
  | WhiteboardActionOut
  | WhiteboardClearOut
  | WhiteboardPagesOut
  | WhiteboardPageOut
  | WhiteboardVisibilityOut
  | AckOut
  | ErrorOut
  | HeadOut
  | PongOut
  | ReconnectOut
  | RemovedOut
  | RoomEndedOut
  | PresenceOut
  | WelcomeOut
  | JoinOut
  | AbilitiesOut
  | RoomOut
  | WaitingOut
  | RefusedOut
  | LobbyOut
  | LobbyListOut
  | GrantsOut
  | QuestionsOut
  | BoardOut
  | NotesChangedOut
  | ScorecardsChangedOut;
