/** The room's open invitations, each of which can be taken back. */
import { Link2, Mail } from "lucide-react";
import { useRef, useState } from "react";
import { describeProblem } from "../room/api";
import { useVisit } from "../room/context";
import { Button } from "../ui/button";
import { describeInvitation, describeState, revokeInvitation, type Invitation } from "./invitations";

interface OpenInvitationsProps {
  invitations: readonly Invitation[];
  /** Why they could not be read. */
  problem: string | null;
  onRevoked: (invitation: Invitation) => void;
  onChange: () => Promise<void>;
}

export function OpenInvitations({ invitations, problem, onRevoked, onChange }: OpenInvitationsProps) {
  const { page } = useVisit();
  const heading = useRef<HTMLHeadingElement>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<number | null>(null);
  const [told, setTold] = useState("");
  const revoke = async (invitation: Invitation) => {
    setRevoking(invitation.id);
    setRefused(null);
    try {
      await revokeInvitation(page, invitation.id);
      onRevoked(invitation);
      setTold(`${describeInvitation(invitation)}: revoked.`);
      await onChange();
      // Its button is gone with it; whoever goes on by keyboard goes on from here.
      heading.current?.focus();
    } catch (error) {
      setRefused(describeProblem(error));
    }
    setRevoking(null);
  };
  const complaint = refused ?? problem;
  if (invitations.length === 0 && !complaint && !told) return null;
  return (
    <section aria-labelledby="open-invitations" className="flex flex-col gap-2 border-t border-line pt-4">
      <h3 id="open-invitations" ref={heading} tabIndex={-1} className="text-sm font-semibold focus:outline-none">
        Open invitations
      </h3>
      <ul className="flex flex-col gap-1">
        {invitations.map((invitation) => (
          <li key={invitation.id} className="flex min-h-11 items-center gap-3">
            {invitation.inviteType === "LINK" ? (
              <Link2 size={18} className="flex-none text-muted" aria-hidden />
            ) : (
              <Mail size={18} className="flex-none text-muted" aria-hidden />
            )}
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm">{describeInvitation(invitation)}</p>
              <p className="text-xs text-muted [overflow-wrap:anywhere]">{describeState(invitation, Date.now())}</p>
            </div>
            <Button
              className="flex-none"
              disabled={revoking !== null}
              aria-label={`Revoke: ${describeInvitation(invitation)}`}
              onClick={() => void revoke(invitation)}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      <p role="status" className="text-sm text-muted empty:hidden">
        {told}
      </p>
      {complaint && (
        <p role="alert" className="text-sm text-danger">
          {complaint}
        </p>
      )}
    </section>
  );
}
