/** Inviting one person: by name at once, by address with a mail. */
import { useState, type FormEvent } from "react";
import { describeProblem } from "../room/api";
import { useSession, useVisit } from "../room/context";
import type { Role } from "../room/protocol";
import { roleName } from "../room/session";
import { Button } from "../ui/button";
import { Choose } from "../ui/choose";
import { Field } from "../ui/field";
import { invitePerson } from "./invitations";

export function InvitePerson({ onInvited }: { onInvited: () => void }) {
  const { page } = useVisit();
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
      await invitePerson(page, who.trim(), role);
      setDone(`${who.trim()} is invited.`);
      setWho("");
      onInvited();
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
      <p role="status" className="text-sm text-live empty:hidden">
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
