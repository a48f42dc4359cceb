// The calendar by keyboard: arrows for what was and what comes, T for today, M and W for the two views.
export function startCalendar(): void {
  document.addEventListener("keydown", (event) => {
    const link = linkFor(event, document);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}

/** The calendar's link that this key stands for; none while somebody types, or holds another key with it. */
export function linkFor(event: KeyboardEvent, within: ParentNode): HTMLElement | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return null;
  const target = event.target;
  if (target instanceof Element && target.closest("input, select, textarea, [contenteditable], details[open]")) return null;
  // The week can be scrolled sideways where it is wider than the window.
  if (target instanceof Element && event.key.startsWith("Arrow") && target.closest(".cal-week-scroll")) return null;
  for (const link of within.querySelectorAll<HTMLElement>("#calendar [data-key]")) {
    if (link.dataset.key?.toLowerCase() === event.key.toLowerCase()) return link;
  }
  return null;
}
