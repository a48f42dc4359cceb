// Says in words when the network is gone, and takes it back when it has returned.
export function startOffline(): void {
  if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/service-worker.js").catch(() => undefined);

  const bar = document.createElement("div");
  bar.className = "offline-bar";
  bar.setAttribute("role", "status");
  const words = document.createElement("p");
  bar.append(words);

  const show = (): void => {
    if (navigator.onLine) {
      bar.remove();
      return;
    }
    document.body.prepend(bar);
    words.textContent = "You are offline. What is on this page stays; the rest works again when the network is back.";
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}
