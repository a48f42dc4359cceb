// The switch between the light and the dark theme; static/js/theme.js sets the saved choice before the page is painted.
type Theme = "light" | "dark";

export function startTheme(): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>("[data-theme-toggle]");
  const root = document.documentElement;

  const show = (): void => {
    const words = root.dataset.theme === "dark" ? "Use the light theme" : "Use the dark theme";
    for (const button of buttons) {
      button.hidden = false;
      button.title = words;
      const label = button.querySelector("[data-theme-label]");
      if (label) label.textContent = words;
    }
  };

  for (const button of buttons) {
    button.addEventListener("click", () => {
      const next: Theme = root.dataset.theme === "dark" ? "light" : "dark";
      root.dataset.theme = next;
      const colour = getComputedStyle(root).getPropertyValue("--ground").trim();
      document.querySelector<HTMLMetaElement>('meta[name="theme-color"]')?.setAttribute("content", colour);
      try {
        localStorage.setItem("fusemeet-theme", next);
      } catch {
        // A browser that keeps nothing forgets the choice with the page.
      }
      show();
    });
  }
  show();
}
