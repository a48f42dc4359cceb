import { describe, expect, it } from "vitest";
import { browsed, closed, noBoard, pageSeen, pagesChanged, pageShown, visibilityChanged, welcomed } from "./pages";

const page = (id: string, order: number) => ({ id, title: id.toUpperCase(), order });
const three = welcomed(noBoard, {
  board: { visible: true, activePageId: "a", pages: [page("b", 1), page("a", 0), page("c", 2)] },
});

describe("the pages", () => {
  it("stand in their order, and all see the hosts' page", () => {
    expect(three.pages.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(pageSeen(three)).toBe("a");
    expect(pageSeen(pageShown(three, { pageId: "c" }))).toBe("c");
  });

  it("can be looked at alone: then the hosts' choice moves nobody who did", () => {
    const alone = browsed(three, "b");
    expect(pageSeen(alone)).toBe("b");
    expect(pageSeen(pageShown(alone, { pageId: "c" }))).toBe("b");
  });

  it("are followed again when one says so, or comes to the page that all see", () => {
    const alone = browsed(three, "b");
    expect(browsed(alone, null).alone).toBeNull();
    expect(browsed(alone, "a").alone).toBeNull();
    expect(pageShown(alone, { pageId: "b" }).alone).toBeNull();
  });

  it("that are deleted are left by who looked at them", () => {
    const alone = browsed(three, "b");
    expect(pageSeen(pagesChanged(alone, { pages: [page("a", 0), page("c", 1)], activePageId: "c" }))).toBe("c");
  });
});

describe("a board that is hidden", () => {
  it("keeps nothing for who may not see it, and is shown again with its pages", () => {
    const hidden = closed(visibilityChanged(browsed(three, "b"), { visible: false }));
    expect(hidden).toEqual({ visible: false, pages: [], active: null, alone: null });
    const shown = pagesChanged(visibilityChanged(hidden, { visible: true }), { pages: [...three.pages], activePageId: "a" });
    expect(pageSeen(shown)).toBe("a");
  });
});
