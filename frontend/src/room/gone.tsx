/** After the room: what happened, in words, and the way on. */
import { useEffect, useRef } from "react";
import { Button } from "../ui/button";
import { describeClose, type Closing } from "./closing";
import type { Page } from "./page";
import type { SessionState } from "./session";

interface GoneProps {
  page: Page;
  code: number | null;
  ending: SessionState["ending"];
  onComeBack: () => void;
}

export function Gone({ page, code, ending, onComeBack }: GoneProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { title, text, next } = describeEnd(code, ending);
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-3 bg-ground p-6 text-center text-text">
      <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold focus:outline-none">
        {title}
      </h1>
      <p className="max-w-[46ch] text-base text-muted">{text}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-3">
        {next === "sign-in" && <LinkButton href={page.signInUrl}>Sign in</LinkButton>}
        {next === "try-again" && (
          <Button tone="primary" onClick={onComeBack}>
            Come in again
          </Button>
        )}
        <Button onClick={() => location.assign(page.dashboardUrl)}>Dashboard</Button>
      </div>
    </main>
  );
}

function LinkButton({ href, children }: { href: string; children: string }) {
  return (
    <Button tone="primary" onClick={() => location.assign(href)}>
      {children}
    </Button>
  );
}

export function describeEnd(code: number | null, ending: SessionState["ending"]): Closing {
  switch (ending) {
    case "removed":
      return {
        title: "A host removed you from the room",
        text: "You can come back when somebody of the room invites you again.",
        next: "dashboard",
      };
    case "ended":
      return { title: "The room has ended", text: "A host ended it for everyone. What was written is kept.", next: "dashboard" };
    case "deleted":
      return { title: "The room was deleted", text: "Its owner deleted it, with all that was in it.", next: "dashboard" };
    case null:
      break;
  }
  if (code === 1000) {
    return { title: "You have left the room", text: "Your camera and microphone are off.", next: "try-again" };
  }
  return describeClose(code ?? 1006);
}
