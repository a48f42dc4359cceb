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
