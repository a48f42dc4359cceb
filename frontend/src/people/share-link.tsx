/** The room's own link, which a host can switch off, and links for so many people until then. */
import { useEffect, useState, type FormEvent } from "react";
import { describeProblem } from "../room/api";
import { useAbility, useSession, useVisit } from "../room/context";
import { roomLink } from "../room/page";
import { Button } from "../ui/button";
import { Choose } from "../ui/choose";
import { CopyLine } from "../ui/copy-line";
import { Toggle } from "../ui/toggle";
import { describeExpiry, ENDS, makeLink, roomInvite, switchRoomLink, USES, type Invitation, type Made } from "./invitations";

export function RoomLink() {
  const { page } = useVisit();
  const open = useSession((state) => state.room?.allowLinkAccess ?? false);
  const maySwitch = useAbility("settings");
  const [link, setLink] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    roomInvite(page).then(
      (found) => wanted && setLink(found),
      (error: unknown) => wanted && setProblem(describeProblem(error)),
    );
    return () => {
      wanted = false;
    };
  }, [page, open]);
  const change = async (on: boolean) => {
    setProblem(null);
    try {
      await switchRoomLink(page, on);
    } catch (error) {
      setProblem(describeProblem(error));
    }
  };
  return (
    <div className="flex flex-col gap-1.5">
      {/* The address stands in for the link until it has come, so that nothing jumps. */}
      <CopyLine label={open ? "Link to the room" : "Address of the room"} text={(open && link) || roomLink(page.roomId)} />
      <p className="text-sm text-muted">
        {open ? "Whoever has this link comes in with a name, without an account." : "Only those who are invited come in with this address."}
      </p>
      {maySwitch && <Toggle label="Let everybody in who has the link" checked={open} onChange={(on) => void change(on)} />}
      <Complaint text={problem} />
    </div>
  );
}

interface LimitedLinkProps {
  /** What was taken back last: the link that was just made is not offered any more when it is this one. */
  revoked: Invitation | null;
  onMade: () => void;
}

export function LimitedLink({ revoked, onMade }: LimitedLinkProps) {
  const { page } = useVisit();
  const guests = useSession((state) => state.room?.allowLinkAccess ?? false);
  const [uses, setUses] = useState("1");
  const [ends, setEnds] = useState(ENDS[1]?.value ?? "");
  const [made, setMade] = useState<Made | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      setMade(await makeLink(page, { maxUses: uses === "" ? null : Number(uses), expiresIn: Number(ends) }));
      onMade();
    } catch (error) {
      setProblem(describeProblem(error));
    }
    setBusy(false);
  };
  return (
    <form className="flex flex-col gap-3 border-t border-line pt-4" onSubmit={(event) => void submit(event)}>
      <h3 className="text-sm font-semibold">A link that ends</h3>
      {!guests && <p className="text-sm text-muted">While the room&apos;s own link is off, only people with an account come in by it.</p>}
      <div className="grid grid-cols-2 items-end gap-2 sm:grid-cols-[1fr_1fr_auto]">
        <Choose label="For" value={uses} choices={USES} onChange={setUses} />
        <Choose label="Ends after" value={ends} choices={ENDS} onChange={setEnds} />
        <Button type="submit" disabled={busy} className="max-sm:col-span-2">
          Make a link
        </Button>
      </div>
      {made && made.expiresAt !== revoked?.expiresAt && (
        <div className="flex flex-col gap-1.5">
          <CopyLine label="New link" text={made.shareLink} />
          <p role="status" className="text-sm text-muted">
            Copy it now: it is shown this once{made.expiresAt && `, and ${describeExpiry(made.expiresAt, Date.now())}`}.
          </p>
        </div>
      )}
      <Complaint text={problem} />
    </form>
  );
}

function Complaint({ text }: { text: string | null }) {
  return (
    text && (
      <p role="alert" className="text-sm text-danger">
        {text}
      </p>
    )
  );
}
