// On a phone the list of the account's pages is a row that scrolls: the page that is open is brought into sight.
export function startSettings(): void {
  const here = document.querySelector<HTMLElement>(".settings-link[aria-current]");
  const row = here?.closest("ul");
  if (!here || !row) return;
  row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}
