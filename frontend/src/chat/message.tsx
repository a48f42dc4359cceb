/** One message: who, when, to whom; while it is on its way or failed, what can be done about it. */
import { LoaderCircle, Lock, RotateCw, Trash2 } from "lucide-react";
import { useMe, usePeople, useVisit } from "../room/context";
import { Avatar } from "../ui/avatar";
import { classes } from "../ui/classes";
import { discard, sendAgain } from "./actions";
import { MessageText } from "./message-text";
import type { Line } from "./store";

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export function Message({ line, follows }: { line: Line; follows: boolean }) {
  const me = useMe();
  const known = usePeople((state) => state.known[line.userId]);
  const name = known?.fullName ?? line.username;
  return (
    <li className={classes("flex gap-2.5 px-4", follows ? "pt-1" : "pt-4", line.state === "sending" && "opacity-70")}>
      {follows ? (
        <span className="w-8 flex-none" />
      ) : (
        <Avatar userId={line.userId} name={name} picture={known?.pictureUrl} className="mt-0.5 size-8 text-xs" />
      )}
      <div className="min-w-0 flex-1">
        {!follows && (
          <p className="flex items-baseline gap-2">
            <span className="truncate text-sm font-semibold">{line.userId === me ? "You" : name}</span>
            <time dateTime={new Date(line.timestamp).toISOString()} className="flex-none text-xs text-muted">
              {TIME.format(line.timestamp)}
            </time>
          </p>
        )}
        {!follows && line.to !== null && <PrivateMark line={line} />}
        <MessageText message={line.message} />
        {line.state === "sending" && (
          <p className="flex items-center gap-1.5 text-xs text-muted">
            <LoaderCircle size={12} className="animate-spin" aria-hidden /> Sending…
          </p>
        )}
        {line.state === "failed" && <FailedLine line={line} />}
      </div>
    </li>
  );
}

function PrivateMark({ line }: { line: Line }) {
  const me = useMe();
  const recipient = usePeople((state) => state.known[line.to ?? ""]?.fullName);
  return (
    <p className="flex items-center gap-1.5 text-xs font-medium text-warn">
      <Lock size={12} aria-hidden />
      {line.to === me ? "Only to you" : `Only to ${recipient ?? "one person"}`}
    </p>
  );
}

function FailedLine({ line }: { line: Line }) {
  const visit = useVisit();
  const button = "inline-flex min-h-8 items-center gap-1.5 rounded-[4px] px-1.5 text-xs font-semibold hover:bg-hover pointer-coarse:min-h-11";
  return (
    <div role="alert" className="mt-1">
      <p className="text-xs text-danger">{line.problem}</p>
      <button type="button" className={button} onClick={() => sendAgain(visit, line)}>
        <RotateCw size={14} aria-hidden /> Try again
      </button>
      <button type="button" className={button} onClick={() => discard(visit, line)}>
        <Trash2 size={14} aria-hidden /> Throw away
      </button>
    </div>
  );
}
