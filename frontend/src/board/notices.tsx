// What the board says in words: hidden, waiting, looked at alone, images on their way.
import { EyeOff, ImageUp, PenOff } from "lucide-react";
import { Button } from "../ui/button";
import type { Upload } from "./uploads";

export function Waiting({ text }: { text: string }) {
  return (
    <div role="status" className="absolute inset-0 z-20 grid place-items-center bg-surface p-6 text-sm text-muted">
      {text}
    </div>
  );
}

/** For those from whom the board is hidden. */
export function Hidden() {
  return (
    <div className="grid size-full place-content-center justify-items-center gap-3 bg-surface p-6 text-center text-text">
      <span aria-hidden className="grid size-14 place-items-center rounded-full bg-hover text-muted">
        <PenOff size={26} />
      </span>
      <h2 className="text-base font-semibold">The whiteboard is hidden</h2>
      <p className="max-w-80 text-sm text-muted">The host is preparing it, or has put it away. It opens here as soon as it is shown.</p>
    </div>
  );
}

/** For hosts: the others do not see what they see. */
export function HiddenMark({ onShow }: { onShow: () => void }) {
  return (
    <span className="mr-1 flex min-w-0 items-center gap-1.5 rounded-full bg-warn-soft py-0.5 pl-2.5 pr-1 text-xs font-medium text-warn">
      <EyeOff size={14} aria-hidden className="flex-none" />
      <span className="truncate">Hidden from participants</span>
      <button
        type="button"
        className="flex-none rounded-full px-2 py-0.5 font-semibold text-text hover:bg-hover pointer-coarse:min-h-11"
        onClick={onShow}
      >
        Show
      </button>
    </span>
  );
}

export function Alone({ isHost, onFollow, onShow }: { isHost: boolean; onFollow: () => void; onShow: () => void }) {
  return (
    <div role="status" className="flex flex-none flex-wrap items-center justify-center gap-x-3 gap-y-1 bg-accent-soft px-3 py-1 text-sm">
      You are browsing alone
      <Button tone="quiet" className="h-8! px-2.5! font-semibold text-accent pointer-coarse:h-11!" onClick={onFollow}>
        Follow
      </Button>
      {isHost && (
        <Button tone="quiet" className="h-8! px-2.5! font-semibold text-accent pointer-coarse:h-11!" onClick={onShow}>
          Show this page to all
        </Button>
      )}
    </div>
  );
}

export function Uploads({ uploads }: { uploads: readonly Upload[] }) {
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="Images on their way" className="flex flex-none flex-col border-b border-line">
      {uploads.map(({ key, name, part }) => (
        <li key={key} className="flex items-center gap-3 px-3 py-1.5 text-sm">
          <ImageUp size={16} aria-hidden className="flex-none text-muted" />
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <progress aria-label={`Uploading ${name}`} className="h-1.5 w-28 flex-none accent-accent" max={1} value={part} />
        </li>
      ))}
    </ul>
  );
}
