/** A tooltip: the name of a control and the key that does the same. */
import { Tooltip } from "radix-ui";
import type { ReactElement } from "react";

interface TipProps {
  text: string;
  shortcut?: string;
  side?: "top" | "bottom" | "left" | "right";
  children: ReactElement;
}

export function Tip({ text, shortcut, side = "top", children }: TipProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={8}
          collisionPadding={8}
          className="z-50 flex items-center gap-2 rounded-control border border-line bg-raised px-2.5 py-1.5 text-xs text-text shadow-float"
        >
          {text}
          {shortcut && <Key>{shortcut}</Key>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

export function Key({ children }: { children: string }) {
  return (
    <kbd className="min-w-6 rounded-[4px] border border-line bg-ground px-1.5 text-center font-mono text-xs text-muted">
      {children}
    </kbd>
  );
}
