// What is pasted or dropped onto the board: pictures are uploaded; what would be fetched from elsewhere is not.

/** Returns the way to stop. `onImages` hears of the files that may be images; the server looks at them. */
export function listenToFiles(surface: HTMLElement, onImages: (files: readonly File[]) => void): () => void {
  const stop = (event: Event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const onPaste = (event: ClipboardEvent) => {
    const data = event.clipboardData;
    if (!data || !surface.contains(document.activeElement) || isText(document.activeElement)) return;
    const images = imagesOf(data.files);
    if (images.length > 0) {
      stop(event);
      onImages(images);
    } else if (/<img\b/i.test(data.getData("text/html"))) {
      // Excalidraw would fetch the pictures of the page that this was copied from.
      stop(event);
      pasteText(event.target ?? document, data.getData("text/plain"));
    }
  };
  const onDrop = (event: DragEvent) => {
    stop(event);
    const images = imagesOf(event.dataTransfer?.files);
    if (images.length > 0) onImages(images);
  };
  document.addEventListener("paste", onPaste, true);
  surface.addEventListener("drop", onDrop, true);
  return () => {
    document.removeEventListener("paste", onPaste, true);
    surface.removeEventListener("drop", onDrop, true);
  };
}

function imagesOf(files: FileList | undefined): File[] {
  return [...(files ?? [])].filter(({ type }) => type.startsWith("image/"));
}

function isText(element: Element | null): boolean {
  return element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
}

function pasteText(target: EventTarget, text: string): void {
  if (text === "") return;
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}
