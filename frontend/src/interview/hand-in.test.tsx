/** What the card asks for before it is handed in, and when it stops asking. */
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HandIn } from "./hand-in";
import { KeptDrafts } from "./kept-drafts";
import { ScorecardBook, type CardDoor, type CardFields, type Recommendation } from "./scorecard-book";

const ASKED = "Choose a recommendation before you hand the card in.";

beforeEach(() => localStorage.clear());
afterEach(cleanup);

test("without a recommendation it asks for one, and no longer once there is one", async () => {
  const handedIn: Recommendation[] = [];
  const door: CardDoor = {
    read: () => Promise.resolve({ criteria: ["Humour"], mine: null, others: [], othersWaiting: 0 }),
    save: ({ submit, ...card }) => {
      if (submit) handedIn.push(card.recommendation);
      return Promise.resolve({ ...card, id: 1, authorId: "1", authorName: "Ada", submittedAt: null, updatedAt: "" });
    },
  };
  const book = new ScorecardBook(door, new KeptDrafts<CardFields>("card"));
  await book.load();
  render(<HandIn book={book} submittedAt={null} />);
  await userEvent.click(screen.getByRole("button", { name: "Hand in" }));
  expect(screen.getByRole("alert").textContent).toBe(ASKED);
  book.change({ recommendation: "YES" });
  await expect.poll(() => screen.queryByRole("alert")).toBe(null);
  expect(handedIn).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Hand in" }));
  await expect.poll(() => handedIn).toEqual(["YES"]);
});
