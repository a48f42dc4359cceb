/** After the room: what happened, in words, and the way on. */
import { useEffect, useRef } from "react";
import { Button } from "../ui/button";
import { describeEnd } from "./closing";
import { isGuestHere, type Page } from "./page";
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
  const guest = isGuestHere(page);
  const { title, text, next } = describeEnd(code, ending, guest);
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-3 bg-ground p-6 text-center text-text">
      <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold focus:outline-none">
        {title}
      </h1>
      <p className="max-w-[46ch] text-base text-muted">{text}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-3">
        {next === "sign-in" && <Way href={page.signInUrl} primary>Sign in</Way>}
        {next === "reload" && <Way href={location.href} primary>Open the link again</Way>}
        {next === "try-again" && (
          <Button tone="primary" onClick={onComeBack}>
            {ending === "refused" ? "Ask again" : "Come in again"}
          </Button>
        )}
        {guest ? <Way href={page.registerUrl}>Create an account</Way> : <Way href={page.dashboardUrl}>Dashboard</Way>}
      </div>
      {guest && (
        <p className="mt-2 text-sm text-muted">
          With an account you find your rooms again.{" "}
          <a className="inline-block font-semibold text-accent underline pointer-coarse:py-3" href={page.startUrl}>
            What FuseMeet is
          </a>
        </p>
      )}
    </main>
  );
}

function Way({ href, primary = false, children }: { href: string; primary?: boolean; children: string }) {
  return (
    <Button tone={primary ? "primary" : "outline"} onClick={() => location.assign(href)}>
      {children}
    </Button>
  );
}
