/** When a dialog closes, the keyboard goes on where it was. */
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";

import { Ask, Dialog } from "./dialog";
import { Menu, MenuItem } from "./menu";

afterEach(cleanup);

function Page() {
  const [open, setOpen] = useState("");
  const change = (to: boolean) => setOpen(to ? open : "");
  return (
    <>
      <button onClick={() => setOpen("dialog")}>Library</button>
      <button onClick={() => setOpen("ask")}>Delete</button>
      <Menu label="More" trigger={<button>More</button>}>
        <MenuItem onSelect={() => setOpen("dialog")}>Settings</MenuItem>
      </Menu>
      <Dialog title="Questions" open={open === "dialog"} onOpenChange={change}>
        <input aria-label="Search" />
      </Dialog>
      <Ask title="Sure?" text="It is gone then." action="Do it" open={open === "ask"} onOpenChange={change} onConfirm={() => undefined} />
    </>
  );
}

test.each([
  ["Library", "dialog"],
  ["Delete", "alertdialog"],
])("the focus is back on the button %s when its dialog is left", async (name, role) => {
  render(<Page />);
  screen.getByRole("button", { name }).focus();
  await userEvent.keyboard("{Enter}");
  expect(screen.getByRole(role).contains(document.activeElement)).toBe(true);
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole(role)).toBe(null);
  await expect.poll(() => document.activeElement?.textContent).toBe(name);
});

test("of a dialog that a menu opened, it is back on the menu's button", async () => {
  render(<Page />);
  screen.getByRole("button", { name: "More" }).focus();
  await userEvent.keyboard("{Enter}");
  await userEvent.click(await screen.findByText("Settings"));
  await screen.findByRole("dialog");
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => document.activeElement?.textContent).toBe("More");
});
