/** Why there is nothing to play, and what one can do about it. */
import { CircleAlert, LockKeyhole, Unlink, WifiOff } from "lucide-react";
import type { ReactElement } from "react";
import { Button } from "../ui/button";
import type { FailureKind } from "./fetching";
import type { PlaybackPage } from "./page";
import { WayOn, Words } from "./words";

interface Saying {
  icon: ReactElement;
  title: string;
  text: string;
  again?: boolean;
}

function sayingOf(kind: FailureKind, shared: boolean): Saying {
  switch (kind) {
    case "sign-in":
      return { icon: <LockKeyhole size={32} />, title: "You are signed out", text: "Sign in again to watch this recording." };
    case "denied":
      return {
        icon: <LockKeyhole size={32} />,
        title: "This recording is not open to you",
        text: "The room's hosts can watch it, and whoever they let. Ask a host of the room.",
      };
    case "not-recorded":
      return {
        icon: <CircleAlert size={32} />,
        title: "Nothing was recorded",
        text: "Recording was switched off for the whole of this room, so there is nothing to play.",
      };
    case "missing":
      return {
        icon: <Unlink size={32} />,
        title: "There is no recording here",
        text: shared ? "Check the link: it may have been cut short." : "The room may have been deleted, or the address is not quite right.",
      };
    case "gone":
      return {
        icon: <Unlink size={32} />,
        title: "This link is over",
        text: "It was taken back or has run out. Ask whoever sent it for a new one.",
      };
    case "unreachable":
      return {
        icon: <WifiOff size={32} />,
        title: "The server cannot be reached",
        text: "Check your connection and try again.",
        again: true,
      };
    case "broken":
      return {
        icon: <CircleAlert size={32} />,
        title: "The recording could not be fetched",
        text: "Something went wrong on our side. Try again in a moment.",
        again: true,
      };
    case "unreadable":
      return {
        icon: <CircleAlert size={32} />,
        title: "The recording could not be read",
        text: "What came is damaged or of a newer version of this site. Reload the page; if it stays so, tell the people who run the site.",
        again: true,
      };
  }
}

export function Failed({ page, kind, onRetry }: { page: PlaybackPage; kind: FailureKind; onRetry: () => void }) {
  const { icon, title, text, again } = sayingOf(kind, page.shared);
  return (
    <Words icon={icon} title={title}>
      <p role="alert">{text}</p>
      <div className="flex flex-wrap justify-center gap-2">
        {again && (
          <Button tone="primary" onClick={onRetry}>
            Try again
          </Button>
        )}
        {kind === "sign-in" && (
          <WayOn primary href={`/sign-in/?next=${encodeURIComponent(location.pathname)}`}>
            Sign in
          </WayOn>
        )}
        <WayOn href={page.backUrl ?? "/"}>{page.backUrl ? "Back" : "To the start page"}</WayOn>
      </div>
    </Words>
  );
}
