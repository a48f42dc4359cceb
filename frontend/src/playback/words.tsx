/** A page of words in place of the player: a title, what there is to say, and the ways on. */
import type { ReactNode } from "react";

interface WordsProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
}

export function Words({ icon, title, children }: WordsProps) {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-4 bg-ground p-6 text-center text-text">
      <span className="text-muted">{icon}</span>
      <h1 className="max-w-xl text-lg font-semibold [overflow-wrap:anywhere]">{title}</h1>
      <div className="flex max-w-md flex-col items-center gap-4 text-sm text-muted">{children}</div>
    </main>
  );
}

export function WayOn({ href, primary = false, children }: { href: string; primary?: boolean; children: ReactNode }) {
  const tone = primary ? "bg-accent text-accent-ink hover:bg-accent-hover font-semibold" : "border border-line-strong text-text hover:bg-hover";
  return (
    <a href={href} className={`inline-flex h-10 items-center rounded-control px-4 text-sm transition-colors pointer-coarse:h-11 ${tone}`}>
      {children}
    </a>
  );
}
