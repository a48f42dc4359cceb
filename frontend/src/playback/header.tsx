/** The bar at the top: whose recording, of which day, what is on the stage, and the ways out of it. */
import { ArrowLeft, CircleQuestionMark, Download, FileText, Moon, Share2, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { setTheme, theme } from "../room/theme";
import { Button, IconButton } from "../ui/button";
import { classes } from "../ui/classes";
import { useNarrow } from "../ui/size";
import { Tip } from "../ui/tip";
import { describeDay } from "./clock-words";
import { useRecording, useShow, useView } from "./context";
import type { Stage } from "./view-state";

export function Header() {
  const { page, view } = useShow();
  const { manifest } = useRecording();
  const dark = useStore(theme) === "dark";
  return (
    <header className="flex min-h-13 flex-none flex-wrap items-center gap-x-3 gap-y-1 px-4 max-md:gap-x-1.5 max-md:px-2 max-md:py-1">
      {page.backUrl && (
        <LinkIcon label="Back" href={page.backUrl} className="max-md:-order-3">
          <ArrowLeft size={18} aria-hidden />
        </LinkIcon>
      )}
      <h1 className="min-w-0 truncate text-base font-semibold max-md:-order-2 max-md:flex-1">
        {manifest.roomName}
        <span className="sr-only">, playback</span>
      </h1>
      <time dateTime={new Date(manifest.startedAt).toISOString()} className="flex-none text-sm text-muted max-lg:hidden">
        {describeDay(manifest.startedAt)}
      </time>
      <span className="flex-1 max-md:hidden" />
      <StageChoice />
      <div className="flex flex-none items-center gap-0.5 max-md:-order-1">
        {page.exportUrl && (
          <LinkIcon label="Download as JSON" href={page.exportUrl} download>
            <Download size={18} aria-hidden />
          </LinkIcon>
        )}
        {page.reportUrl && (
          <LinkIcon label="Report" href={page.reportUrl}>
            <FileText size={18} aria-hidden />
          </LinkIcon>
        )}
        <IconButton
          side="bottom"
          label={dark ? "Use the light theme" : "Use the dark theme"}
          className="max-sm:hidden"
          onClick={() => setTheme(dark ? "light" : "dark")}
        >
          {dark ? <Sun size={18} aria-hidden /> : <Moon size={18} aria-hidden />}
        </IconButton>
        <IconButton side="bottom" label="Keys" shortcut="?" className="max-sm:hidden" onClick={() => view.setState({ help: true })}>
          <CircleQuestionMark size={18} aria-hidden />
        </IconButton>
        {page.linksUrl && (
          <Button tone="primary" className="ml-1.5 max-sm:px-2.5" onClick={() => view.setState({ sharing: true })}>
            <Share2 size={16} aria-hidden /> <span className="max-sm:sr-only">Share</span>
          </Button>
        )}
      </div>
    </header>
  );
}

interface LinkIconProps {
  label: string;
  href: string;
  download?: boolean;
  className?: string;
  children: ReactNode;
}

function LinkIcon({ label, href, download, className, children }: LinkIconProps) {
  return (
    <Tip text={label} side="bottom">
      <a
        href={href}
        aria-label={label}
        {...(download ? { download: "" } : {})}
        className={classes(
          "inline-flex size-9 flex-none items-center justify-center rounded-control text-text transition-colors hover:bg-hover pointer-coarse:size-11",
          className,
        )}
      >
        {children}
      </a>
    </Tip>
  );
}

function StageChoice() {
  const { view } = useShow();
  const stage = useView((state) => state.stage);
  const narrow = useNarrow();
  const { board } = useRecording();
  if (board.rows.length === 0 && stage === "code") return null;
  const choices: { value: Stage; label: string }[] = [
    { value: "code", label: "Code" },
    { value: "board", label: "Board" },
    ...(narrow ? [] : [{ value: "both" as const, label: "Both" }]),
  ];
  return (
    <div role="group" aria-label="What is on the stage" className="flex flex-none rounded-control border border-line bg-surface p-0.5 max-md:w-full max-md:*:flex-1">
      {choices.map(({ value, label }) => {
        const pressed = value === stage || (narrow && stage === "both" && value === "code");
        return (
          <button
            key={value}
            type="button"
            aria-pressed={pressed}
            onClick={() => view.setState({ stage: value })}
            className={classes(
              "h-8 rounded-[6px] px-3 text-sm font-medium pointer-coarse:h-10",
              pressed ? "bg-hover text-text" : "text-muted hover:text-text",
            )}
          >
            {label}
          </button>
        );
      })}
    </div>
  );
}
