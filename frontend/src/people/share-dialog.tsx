/** Inviting people: the room's address for everybody; for those who may invite its link, links that end, people. */
import { useCallback, useEffect, useState } from "react";
import { describeProblem } from "../room/api";
import { useAbility, useSession, useVisit } from "../room/context";
import { roomLink } from "../room/page";
import { CopyLine } from "../ui/copy-line";
import { Dialog } from "../ui/dialog";
import { openInvitations, type Invitation } from "./invitations";
import { InvitePerson } from "./share-person";
import { LimitedLink, RoomLink } from "./share-link";
import { OpenInvitations } from "./share-open";

export function ShareDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const mayShare = useAbility("share");
  return (
    <Dialog title="Invite people" open={open} onOpenChange={onOpenChange}>
      {mayShare ? <Sharing /> : <Address />}
    </Dialog>
  );
}

/** Shown afresh each time the dialog opens. */
function Sharing() {
  const { page } = useVisit();
  const [invitations, setInvitations] = useState<readonly Invitation[]>([]);
  const [revoked, setRevoked] = useState<Invitation | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = useCallback(async () => {
    try {
      setInvitations(await openInvitations(page));
      setProblem(null);
    } catch (error) {
      setProblem(describeProblem(error));
    }
  }, [page]);
  useEffect(() => void load(), [load]);
  return (
    <div className="flex flex-col gap-5">
      <RoomLink />
      <LimitedLink revoked={revoked} onMade={() => void load()} />
      <InvitePerson onInvited={() => void load()} />
      <OpenInvitations invitations={invitations} problem={problem} onRevoked={setRevoked} onChange={load} />
    </div>
  );
}

function Address() {
  const { page } = useVisit();
  const open = useSession((state) => state.room?.allowLinkAccess ?? false);
  const password = useSession((state) => state.room?.hasPassword ?? false);
  const help = password
    ? "Whoever knows the room's password comes in with this address."
    : open
      ? "Anyone with an account comes in with this address."
      : "Only those who are invited come in with this address.";
  return (
    <div className="flex flex-col gap-1.5">
      <CopyLine label="Address of the room" text={roomLink(page.roomId)} />
      <p className="text-sm text-muted">{help}</p>
    </div>
  );
}
