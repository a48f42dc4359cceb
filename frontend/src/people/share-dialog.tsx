/** Inviting people: the room's address for everybody, an invitation link or a person for those who may invite. */
import { Check, Copy } from "lucide-react";
import { useState, type FormEvent } from "react";
import { describeProblem } from "../room/api";
import { useAbility, useSession, useVisit } from "../room/context";
import { roomLink } from "../room/page";
import { roleName } from "../room/session";
import type { Role } from "../room/protocol";
import { Button } from "../ui/button";
import { Choose } from "../ui/choose";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { invite } from "./actions";

export function ShareDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const mayShare = useAbility("share");
  return (
    <Dialog title="Invite people" open={open} onOpenChange={onOpenChange}>
      <div className="flex flex-col gap-5">
        <Address />
        {mayShare && <InvitationLink />}
        {mayShare && <InvitePerson />}
      </div>
    </Dialog>
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

function InvitationLink() {
  const visit = useVisit();
  const [link, setLink] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setLink((await invite(visit, "LINK")).shareLink);
    } catch (error) {
      setProblem(describeProblem(error));
    }
    setBusy(false);
  };
  if (link) return <CopyLine label="Invitation link: whoever has it may come in" text={link} />;
  return (
    <div>
      <Button onClick={() => void make()} disabled={busy}>
        Make an invitation link
      </Button>
      {problem && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}

function InvitePerson() {
  const visit = useVisit();
  const roles = useInvitableRoles();
  const [who, setWho] = useState("");
  const [role, setRole] = useState<Role>(roles[0] ?? "CANDIDATE");
  const [problem, setProblem] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    setDone(null);
    try {
      await invite(visit, role, who.trim());
      setDone(`${who.trim()} is invited.`);
      setWho("");
    } catch (error) {
      setProblem(describeProblem(error));
    }
  };
  return (
    <form className="flex flex-col gap-3 border-t border-line pt-4" onSubmit={(event) => void submit(event)}>
      <Field
        label="Invite a person"
        placeholder="Email or username"
        autoComplete="off"
        value={who}
        error={problem}
        onChange={(event) => setWho(event.target.value)}
      />
      <div className="flex items-end gap-2">
        <Choose
          label="As"
          value={role}
          choices={roles.map((value) => ({ value, label: roleName(value) }))}
          onChange={(value) => setRole(value as Role)}
        />
        <Button tone="primary" type="submit" disabled={!who.trim()}>
          Invite
        </Button>
      </div>
      <p role="status" className="text-sm text-live">
        {done}
      </p>
    </form>
  );
}

/** The owner invites hosts too; other hosts invite those who are to be examined or taught. */
function useInvitableRoles(): Role[] {
  const classroom = useSession((state) => state.room?.roomType === "CLASSROOM");
  const owner = useSession((state) => state.me?.role === "OWNER");
  const [guest, host]: Role[] = classroom ? ["STUDENT", "TEACHER"] : ["CANDIDATE", "INTERVIEWER"];
  return [guest, owner ? host : undefined].filter((role) => role !== undefined);
}

function CopyLine({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (field: HTMLInputElement | null) => {
    field?.select();
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // No clipboard without https; the text is selected and can be copied by hand.
    }
  };
  return (
    <div className="flex items-end gap-2">
      <Field
        label={label}
        readOnly
        value={text}
        className="min-w-0 flex-1"
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        aria-label={`Copy: ${label}`}
        onClick={(event) => void copy(event.currentTarget.parentElement?.querySelector("input") ?? null)}
      >
        {copied ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
        <span role="status">{copied ? "Copied" : "Copy"}</span>
      </Button>
    </div>
  );
}
