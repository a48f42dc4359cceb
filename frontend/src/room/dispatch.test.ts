import { describe, expect, it } from "vitest";
import { dispatch } from "./dispatch";
import { createStores } from "./stores";
import { chatLine, participant, welcome } from "./testing";

function entered() {
  const stores = createStores();
  dispatch(stores, welcome({ participants: [participant("ada"), participant("cai")] }), false);
  return stores;
}

describe("an event of the server", () => {
  it("fills every store from the welcome", () => {
    const stores = entered();
    expect(stores.session.getState()).toMatchObject({ me: { userId: "ada" }, language: "python" });
    expect(Object.keys(stores.people.getState().here)).toEqual(["ada", "cai"]);
  });

  it("ends somebody's typing when they say it", () => {
    const stores = entered();
    dispatch(stores, { type: "typing", timestamp: 0, userId: "cai", username: "cai", isTyping: true }, false);
    expect(Object.keys(stores.typing.getState())).toEqual(["cai"]);
    dispatch(stores, chatLine(1), false);
    expect(stores.typing.getState()).toEqual({});
    expect(stores.chat.getState().said).toHaveLength(1);
  });

  it("of the past adds to the chat, and moves nobody", () => {
    const stores = entered();
    dispatch(stores, { type: "leave", timestamp: 0, seq: 1, id: "s1", userId: "cai", username: "cai", role: "CANDIDATE", reason: "left" }, true);
    dispatch(stores, chatLine(2), true);
    expect(stores.people.getState().here.cai).toBeDefined();
    expect(stores.chat.getState().said).toHaveLength(1);
  });

  it("shows, changes and takes back questions, and a right that goes takes the hidden ones along", () => {
    const stores = createStores();
    const one = { id: 1, roomId: "r", question: "One", difficulty: "EASY", category: "GENERAL", isVisible: true, displayOrder: 1, createdAt: "", updatedAt: "" } as const;
    const hidden = { ...one, id: 2, isVisible: false, displayOrder: 2 };
    dispatch(stores, welcome({ questions: [one, hidden], abilities: ["read", "manage_questions", "see_hidden_questions"] }), false);
    const ids = () => stores.questions.getState().list.map(({ id }) => id);
    const told = { type: "question", timestamp: 0, seq: 1, id: "s1" } as const;
    dispatch(stores, { ...told, action: "UPDATE", question: { ...hidden, displayOrder: 0 } }, false);
    expect(ids()).toEqual([2, 1]);
    dispatch(stores, { ...told, action: "DELETE", question: { id: 1 } }, true);
    expect(ids(), "what is replayed is older than the welcome").toEqual([2, 1]);
    dispatch(stores, { type: "abilities", timestamp: 0, role: "CANDIDATE", abilities: ["read"] }, false);
    expect(ids()).toEqual([1]);
    dispatch(stores, { type: "questions", timestamp: 0, questions: [] }, false);
    expect(ids()).toEqual([]);
  });

  it("of a newer server is no reason to stop", () => {
    const stores = entered();
    expect(() => dispatch(stores, { type: "unheard-of" } as never, false)).not.toThrow();
  });

  it("remembers how the room ended for me", () => {
    const stores = entered();
    dispatch(stores, { type: "removed", timestamp: 0, message: "" }, false);
    expect(stores.session.getState().ending).toBe("removed");
  });
});
