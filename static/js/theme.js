// Sets the theme before the page is painted: the saved choice, else what the system prefers; the room is dark unless told otherwise.
(function () {
  var root = document.documentElement;
  var saved = null;
  try {
    saved = localStorage.getItem("fusemeet-theme");
  } catch (refused) {
    // A browser that keeps nothing still shows the page.
  }
  if (saved !== "light" && saved !== "dark") {
    saved = root.dataset.theme === "dark" || matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  root.dataset.theme = saved;
  var colour = document.querySelector('meta[name="theme-color"]');
  if (colour) colour.content = saved === "dark" ? "#0F1218" : "#F5F6F8";
})();
