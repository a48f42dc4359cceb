/** Events and people for tests, with as much or as little as a test wants to say. */
import type { ChatOut, Participant, PrivateOut, WelcomeOut } from "./protocol";

export function participant(userId: string, part: Partial<Participant> = {}): Participant {
  return {
    userId,
    username: userId,
    fullName: userId.toUpperCase(),
    role: "CANDIDATE",
    isGuest: false,
    pictureUrl: null,
    joinNumber: 1,
    isActive: true,
    joinedAt: "2026-01-01T00:00:00Z",
    audio: false,
    video: false,
    screen: false,
    hand: false,
    handRaisedAt: null,
    peerId: null,
    connected: true,
    ...part,
  };
}

export function chatLine(seq: number, part: Partial<ChatOut> = {}): ChatOut {
  return { type: "chat", timestamp: seq, seq, id: `s${String(seq)}`, userId: "cai", username: "cai", message: "hello", ...part };
}

export function privateLine(seq: number, part: Partial<PrivateOut> = {}): PrivateOut {
  return {
    type: "private",
    timestamp: seq,
    seq,
    id: `s${String(seq)}`,
    from: "cai",
    username: "cai",
    to: "ada",
    message: "psst",
    ...part,
  };
}

/** Ada's welcome. */
export function welcome(part: Partial<WelcomeOut> = {}): WelcomeOut {
  const ada = participant("ada", { role: "OWNER" });
  return {
    type: "welcome",
    timestamp: 0,
    seq: 0,
    peerId: "peer-1",
    you: ada,
    role: "OWNER",
    abilities: ["read", "chat"],
    room: { roomId: "abc-defg-hij", roomName: "Room", currentLanguage: "python" } as WelcomeOut["room"],
    participants: [ada],
    permissions: {} as WelcomeOut["permissions"],
    chat: [],
    documents: {},
    questions: [],
    board: { visible: true, activePageId: "first", pages: [{ id: "first", title: "Page 1", order: 0 }] },
    timer: null,
    lobby: [],
    grants: [],
    ...part,
  };
}
