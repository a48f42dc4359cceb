/** One link to the recording: for whom, how long, copied or taken back; what is over is told and cannot be copied. */
import { useState } from "react";
import { copyText } from "../code/take";
import { Button } from "../ui/button";
import { Ask } from "../ui/dialog";
import { toast, toastError } from "../ui/toasts";
import { isOpen, type SharedLink } from "./share-links";

const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export function LinkRow({ link, onRevoke }: { link: SharedLink; onRevoke: () => Promise<void> }) {
  const [asking, setAsking] = useState(false);
  const open = isOpen(link);
  const name = link.label || `Link of ${DAY.format(Date.parse(link.createdAt))}`;
  const copy = () => {
    copyText(link.url ?? "").then(
      () => toast("The link is copied."),
      () => toastError("The browser did not let us copy the link."),
    );
  };
  return (
    <li className="flex flex-wrap items-center gap-2 py-2.5">
      <div className="min-w-0 flex-1">
        <p className={`truncate text-sm font-medium ${open ? "" : "text-muted"}`}>{name}</p>
        <p className="text-xs text-muted">{describeLink(link)}</p>
      </div>
      {open && link.url && (
        <Button aria-label={`Copy: ${name}`} className="h-9 px-3" onClick={copy}>
          Copy
        </Button>
      )}
      {open && (
        <Button aria-label={`Revoke: ${name}`} tone="quiet" className="h-9 px-3 text-danger" onClick={() => setAsking(true)}>
          Revoke
        </Button>
      )}
      <Ask
        title="Take this link back?"
        text="Whoever has it can no longer watch, from this moment. This cannot be undone; you can make a new link."
        action="Revoke the link"
        open={asking}
        onOpenChange={setAsking}
        onConfirm={() => void onRevoke()}
      />
    </li>
  );
}

function describeLink({ revokedAt, expiresAt, lastUsedAt, createdBy }: SharedLink): string {
  if (revokedAt !== null) return `Taken back ${DAY.format(Date.parse(revokedAt))}`;
  const end = expiresAt === null ? "until taken back" : `until ${DAY.format(Date.parse(expiresAt))}`;
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) return `Ended ${DAY.format(Date.parse(expiresAt))}`;
  const used = lastUsedAt === null ? "not opened yet" : `opened ${DAY.format(Date.parse(lastUsedAt))}`;
  return [createdBy ? `by ${createdBy}` : "", end, used].filter(Boolean).join(" · ");
}
