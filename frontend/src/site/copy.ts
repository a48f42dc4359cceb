// Buttons that copy a link; without a clipboard they stay hidden, and the address is still there to be opened.
import { toast } from "./toasts";

export function startCopying(): void {
  reveal(document);
  document.addEventListener("htmx:load", (event) => {
    reveal(event.target as HTMLElement);
  });
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (button) void copy(button.dataset.copy ?? "");
  });
}

function reveal(within: ParentNode): void {
  if (!("clipboard" in navigator)) return;
  for (const button of within.querySelectorAll<HTMLElement>("[data-copy]")) button.hidden = false;
}

async function copy(words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(new URL(words, location.href).href);
    toast("Link copied.");
  } catch {
    toast("The browser did not let us copy. The link is the address of the room's page.", "error");
  }
}
