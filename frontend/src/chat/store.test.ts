import { describe, expect, it } from "vitest";
import { chatLine, privateLine, welcome } from "../room/testing";
import { acknowledged, discarded, emptyChat, failed, heard, lines, reading, sent, welcomed } from "./store";

const own = { id: "c1", userId: "ada", username: "ada", to: null, message: "hi", timestamp: 1 };
const words = (state: typeof emptyChat) => lines(state).map(({ message, state: how }) => `${message} ${how}`);

describe("the chat", () => {
  it("shows a message once, in order, however often and late it is told", () => {
    let state = welcomed(emptyChat, welcome({ chat: [chatLine(1), chatLine(3)] }));
    state = heard(heard(state, chatLine(2), "ada"), chatLine(2), "ada");
    expect(state.said.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it("shows my message as sending, then as said when my own copy comes", () => {
    let state = sent(emptyChat, own);
    expect(words(state)).toEqual(["hi sending"]);
    state = heard(state, chatLine(1, { userId: "ada", message: "hi", clientId: "c1" }), "ada");
    expect(words(state)).toEqual(["hi said"]);
  });

  it("finds my message again by its seq when only the acknowledgement named it", () => {
    const early = heard(sent(emptyChat, own), chatLine(1, { userId: "ada", message: "hi" }), "ada");
    expect(words(acknowledged(early, "c1", 1))).toEqual(["hi said"]);
    const late = acknowledged(sent(emptyChat, own), "c1", 1);
    expect(words(late)).toEqual(["hi sending"]);
    expect(words(heard(late, chatLine(1, { userId: "ada", message: "hi" }), "ada"))).toEqual(["hi said"]);
  });

  it("keeps a message that failed, with the reason, until it is sent again or thrown away", () => {
    const state = failed(sent(emptyChat, own), "c1", "Chat is off.");
    expect(state.own[0]).toMatchObject({ state: "failed", problem: "Chat is off." });
    expect(words(sent(state, own))).toEqual(["hi sending"]);
    expect(words(discarded(state, "c1"))).toEqual([]);
  });

  it("counts what others say as unread while it is out of sight, and nothing else", () => {
    let state = welcomed(emptyChat, welcome({ chat: [chatLine(1)] }));
    expect(state.unread).toBe(0);
    state = heard(heard(state, chatLine(2), "ada"), chatLine(3, { userId: "ada" }), "ada");
    expect(state.unread).toBe(1);
    state = reading(state, true);
    expect(heard(state, chatLine(4), "ada").unread).toBe(0);
  });

  it("counts what a reconnect brings as unread, but not what was there before", () => {
    const before = welcomed(emptyChat, welcome({ chat: [chatLine(1)] }));
    expect(welcomed(before, welcome({ chat: [chatLine(1), chatLine(2)] })).unread).toBe(1);
  });

  it("knows a private message and to whom it goes", () => {
    expect(heard(emptyChat, privateLine(1), "ada").said[0]).toMatchObject({ userId: "cai", to: "ada" });
  });
});
