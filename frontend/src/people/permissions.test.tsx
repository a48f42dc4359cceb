/** The permissions view stands where the list of those who wait stood, and does not hide them. */
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { VisitContext } from "../room/context";
import { createStores } from "../room/stores";
import type { Visit } from "../room/visit";
import { Permissions } from "./permissions";

afterEach(cleanup);

test("who asks to come in is let in from the permissions too", async () => {
  const stores = createStores();
  stores.lobby.setState([{ userId: "sam", username: "sam", fullName: "Sam", isGuest: false, since: "2026-11-21T12:00:00Z" }], true);
  const send = vi.fn(() => Promise.resolve());
  const visit = { stores, page: { roomType: "CLASSROOM" }, socket: { send } } as unknown as Visit;
  render(
    <VisitContext value={visit}>
      <Permissions onBack={vi.fn()} />
    </VisitContext>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Let Sam in" }));
  expect(send.mock.calls).toEqual([["admit", { userId: "sam" }]]);
});
