/** A dialog over the room, and one that asks before something that cannot be taken back. */
import { X } from "lucide-react";
import { AlertDialog, Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import { useReturnFocus } from "./return-focus";

const OVERLAY = "fixed inset-0 z-40 bg-black/55 data-[state=open]:animate-fade";
const CONTENT =
  "fixed left-1/2 top-1/2 z-40 flex max-h-[85dvh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 " +
  "flex-col rounded-card border border-line bg-surface text-text shadow-float focus:outline-none data-[state=open]:animate-fade";

interface DialogProps {
  title: string;
  description?: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}

export function Dialog({ title, description, open, onOpenChange, children }: DialogProps) {
  const { remember, giveBack } = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          tabIndex={-1}
          className={CONTENT}
          // The dialog itself, so that its title is read first and no key meant for the room lands on a button.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            remember();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
          onCloseAutoFocus={giveBack}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <div className="flex items-start gap-4 px-5 pb-2 pt-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="pt-1 text-lg font-semibold">{title}</Radix.Title>
              {description && <Radix.Description className="mt-1 text-sm text-muted">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <button
                type="button"
                aria-label="Close"
                className="-mr-2 grid size-9 flex-none place-items-center rounded-control hover:bg-hover pointer-coarse:size-11"
              >
                <X size={20} aria-hidden />
              </button>
            </Radix.Close>
          </div>
          <div className="overflow-y-auto px-5 pb-5 pt-1">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface AskProps {
  title: string;
  text: string;
  /** The word on the button that does it. */
  action: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onConfirm: () => void;
  /** A second way out, beside the action. */
  extra?: ReactNode;
}

export function Ask({ title, text, action, open, onOpenChange, onConfirm, extra }: AskProps) {
  const { remember, giveBack } = useReturnFocus();
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={OVERLAY} />
        <AlertDialog.Content className={`${CONTENT} p-5`} onOpenAutoFocus={remember} onCloseAutoFocus={giveBack}>
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-sm text-muted">{text}</AlertDialog.Description>
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button tone="outline">Cancel</Button>
            </AlertDialog.Cancel>
            {extra}
            <AlertDialog.Action asChild>
              <Button tone="danger" onClick={onConfirm}>
                {action}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
