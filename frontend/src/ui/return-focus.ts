/** Where the keyboard goes on when a dialog closes that no button of its own opened. */
import { useRef } from "react";

interface ReturnFocus {
  /** For the dialog's `onOpenAutoFocus`: whatever has the focus now has opened it. */
  remember: () => void;
  /** For its `onCloseAutoFocus`. */
  giveBack: (event: Event) => void;
}

export function useReturnFocus(): ReturnFocus {
  const opener = useRef<HTMLElement | null>(null);
  return {
    remember: () => (opener.current = openerOf(document.activeElement)),
    giveBack: (event) => {
      if (!opener.current?.isConnected) return;
      event.preventDefault();
      opener.current.focus();
    },
  };
}

/** A menu closes with its choice, so the button that the menu is named by stands for it. */
function openerOf(element: Element | null): HTMLElement | null {
  const named = element?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const opener = named ? document.getElementById(named) : element;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}
