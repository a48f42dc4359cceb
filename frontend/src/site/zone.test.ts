import { afterEach, describe, expect, it } from "vitest";

import { linkFor } from "./calendar";
import { readZone } from "./zone";

describe("the zone in the cookies", () => {
  it("is read as it was written, beside others", () => {
    expect(readZone("a=1; zone=Europe%2FBerlin; b=2")).toBe("Europe/Berlin");
    expect(readZone("zone=UTC")).toBe("UTC");
  });

  it("is none where there is none, where another name ends so, and where it is broken", () => {
    expect(readZone("")).toBe("");
    expect(readZone("timezone=UTC")).toBe("");
    expect(readZone("zone=%")).toBe("");
  });
});

describe("the calendar's keys", () => {
  afterEach(() => {
    document.body.replaceChildren();
  });

  function element(kind: string, id: string, key = ""): HTMLElement {
    const made = document.createElement(kind);
    made.id = id;
    if (key) made.dataset.key = key;
    return made;
  }

  function press(key: string, at: string, how: KeyboardEventInit = {}): string | null {
    const calendar = element("div", "calendar");
    const week = element("div", "week");
    week.className = "cal-week-scroll";
    week.append(element("a", "entry"));
    calendar.append(element("a", "before", "ArrowLeft"), element("a", "today", "t"), week);
    document.body.replaceChildren(element("input", "field"), element("p", "text"), calendar);
    let found: HTMLElement | null = null;
    const hear = (event: KeyboardEvent): void => {
      found = linkFor(event, document);
    };
    document.addEventListener("keydown", hear);
    document.querySelector(at)?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...how }));
    document.removeEventListener("keydown", hear);
    return (found as HTMLElement | null)?.id ?? null;
  }

  it("find their link, in capitals too", () => {
    expect(press("ArrowLeft", "#text")).toBe("before");
    expect(press("T", "#text")).toBe("today");
    expect(press("x", "#text")).toBeNull();
  });

  it("are left to whoever types, to other shortcuts, and to what scrolls sideways", () => {
    expect(press("t", "#field")).toBeNull();
    expect(press("ArrowLeft", "#text", { altKey: true })).toBeNull();
    expect(press("ArrowLeft", "#entry")).toBeNull();
    expect(press("t", "#entry")).toBe("today");
  });
});
