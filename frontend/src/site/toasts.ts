// Messages that go by themselves after five seconds, not while somebody is on them; errors wait to be dismissed.
const STAYS_MS = 5000;

export function startToasts(): void {
  startAll(document);
  // An answer that is given in place brings what was said about it.
  document.addEventListener("htmx:load", (event) => {
    const part = event.target as HTMLElement;
    if (part.matches("[data-toasts]")) startAll(part);
  });
}

function startAll(within: ParentNode): void {
  for (const toast of within.querySelectorAll<HTMLElement>("[data-toast]")) start(toast);
}

function start(toast: HTMLElement): void {
  const close = toast.querySelector<HTMLButtonElement>("[data-toast-close]");
  if (close) {
    close.hidden = false;
    close.addEventListener("click", () => {
      toast.remove();
    });
  }
  if (toast.hasAttribute("data-toast-stays")) return;

  let timer = 0;
  const run = (): void => {
    timer = window.setTimeout(() => {
      toast.remove();
    }, STAYS_MS);
  };
  const hold = (): void => {
    window.clearTimeout(timer);
  };
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("mouseleave", run);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", run);
  run();
}

/** Says one line at the bottom left, as the server's own messages do. */
export function toast(words: string, kind: "success" | "error" = "success"): void {
  const place = document.querySelector("[data-toasts]");
  if (!place) return;
  const box = document.createElement("div");
  box.className = `toast toast-${kind}`;
  box.setAttribute("role", kind === "error" ? "alert" : "status");
  box.dataset.toast = "";
  const line = document.createElement("p");
  line.textContent = words;
  box.append(line);
  place.append(box);
  start(box);
}
