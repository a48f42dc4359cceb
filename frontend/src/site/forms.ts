// Two helps for forms that work without them: fields of the other choice are folded away, and a form is sent once.
export function startForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-choose]")) startChoice(form);
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    // A form that brings a file leaves its page open, so that it can be sent again.
    if (form.method !== "post" || "download" in form.dataset) return;
    if (form.dataset.sent === "1") event.preventDefault();
    form.dataset.sent = "1";
  });
  // Somebody who comes back by the browser's "back" may send it again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
  });
}

/** Shows `[data-choice="VALUE"]` for the checked radio of the group that `data-choose` names. */
function startChoice(form: HTMLFormElement): void {
  const name = form.dataset.choose ?? "";
  const show = (): void => {
    const chosen = form.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value;
    for (const part of form.querySelectorAll<HTMLElement>("[data-choice]")) part.hidden = part.dataset.choice !== chosen;
  };
  form.addEventListener("change", show);
  show();
}
