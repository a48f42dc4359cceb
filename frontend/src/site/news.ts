// A person's own socket on the site's pages: what it says makes the parts that listen for `news` read themselves again.
import htmx from "htmx.org";

import { NewsSocket } from "./news-socket";

export function startNews(): void {
  if (!document.querySelector("[data-news]")) return;
  const socket = new NewsSocket((type) => {
    htmx.trigger(document.body, "news", { type });
  });
  socket.open();
  // A page that waits in the browser's memory to be come back to holds no connection.
  addEventListener("pagehide", () => {
    socket.close();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) socket.open();
  });
}
