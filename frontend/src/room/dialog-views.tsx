/** The dialogs of the room; one is open at a time. */
import { useStore } from "zustand";
import { hasUnsaved } from "../documents/provider";
import { endRoom, removePerson } from "../people/actions";
import { PersonRights } from "../people/person-rights";
import { ShareDialog } from "../people/share-dialog";
import { LibraryDialog } from "../questions/library-dialog";
import { Button } from "../ui/button";
import { Ask, Dialog } from "../ui/dialog";
import { Key } from "../ui/tip";
import { useAbility, useLayout, useSession, useVisit } from "./context";
import { closeDialog, dialog, openDialog } from "./dialogs";
import { SettingsDialog } from "./settings-dialog";
import { SHORTCUTS } from "./shortcuts";

const LEAVE = "The others stay. You can come back with the same link.";
const LEAVE_UNSAVED =
  "Your last edits are not saved yet. They stay in this browser and are sent when you come back to the room here.";

export function Dialogs() {
  const visit = useVisit();
  const open = useStore(dialog);
  const canEnd = useAbility("end");
  const onOpenChange = (shown: boolean) => {
    if (!shown) closeDialog();
  };
  return (
    <>
      <Ask
        title="Leave the room?"
        text={open?.name === "leave" && hasUnsaved(visit.socket) ? LEAVE_UNSAVED : LEAVE}
        action="Leave"
        open={open?.name === "leave"}
        onOpenChange={onOpenChange}
        onConfirm={() => visit.leave()}
        extra={
          canEnd && (
            <Button tone="outline" onClick={() => openDialog({ name: "end" })}>
              End for all…
            </Button>
          )
        }
      />
      <Ask
        title="End the room for everyone?"
        text="Everybody leaves now. What was written and recorded is kept, and the owner can open the room again."
        action="End for all"
        open={open?.name === "end"}
        onOpenChange={onOpenChange}
        onConfirm={() => void endRoom(visit)}
      />
      <Ask
        title={open?.name === "remove" ? `Remove ${open.fullName}?` : "Remove?"}
        text="They leave at once and cannot come back until somebody invites them again."
        action="Remove"
        open={open?.name === "remove"}
        onOpenChange={onOpenChange}
        onConfirm={() => {
          if (open?.name === "remove") void removePerson(visit, open.userId);
        }}
      />
      <PersonRights person={open?.name === "rights" ? open : null} onOpenChange={onOpenChange} />
      <ShareDialog open={open?.name === "share"} onOpenChange={onOpenChange} />
      <SettingsDialog open={open?.name === "settings"} onOpenChange={onOpenChange} />
      <LibraryDialog open={open?.name === "library"} onOpenChange={onOpenChange} />
      <Shortcuts open={open?.name === "shortcuts"} onOpenChange={onOpenChange} />
    </>
  );
}

function Shortcuts({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { layout } = useVisit();
  const on = useLayout((state) => state.shortcuts);
  const abilities = useSession((state) => state.abilities);
  return (
    <Dialog title="Keyboard shortcuts" description="They work wherever you are not writing." open={open} onOpenChange={onOpenChange}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
        {SHORTCUTS.filter(({ needs }) => needs === undefined || abilities.has(needs)).map(({ key, label }) => (
          <div key={key} className="contents">
            <dt>
              <Key>{key.toUpperCase()}</Key>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <label className="mt-4 flex items-center gap-3 text-sm">
        <input
          type="checkbox"
          className="size-5 accent-accent"
          checked={on}
          onChange={(event) => layout.setState({ shortcuts: event.target.checked })}
        />
        Use keyboard shortcuts
      </label>
    </Dialog>
  );
}
