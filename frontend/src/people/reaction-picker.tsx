/** The reactions to choose from, in a row above the bar. */
import { SmilePlus } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { BarButton } from "../media/controls-button";
import { useVisit } from "../room/context";
import { react } from "./actions";
import { EMOJI, EMOJI_NAMES } from "./reactions";

export function ReactionPicker() {
  const visit = useVisit();
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <BarButton label="React" look={open ? "on" : "plain"}>
          <SmilePlus size={20} aria-hidden />
        </BarButton>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="top"
          sideOffset={10}
          collisionPadding={8}
          aria-label="Reactions"
          className="z-40 flex max-w-[calc(100vw-1rem)] animate-fade gap-1 overflow-x-auto rounded-card border border-line bg-raised p-1.5 shadow-float"
        >
          {EMOJI.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={EMOJI_NAMES[emoji]}
              title={EMOJI_NAMES[emoji]}
              className="grid size-11 flex-none place-items-center rounded-control text-lg hover:bg-hover"
              onClick={() => {
                react(visit, emoji);
                setOpen(false);
              }}
            >
              {emoji}
            </button>
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
