import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { elementsOf, idsOf, pageOf, readGroups } from "./document";
import { meet, person, type Person } from "./testing";

function two(): { ada: Person; cai: Person; meet: () => void } {
  const [ada, cai] = [person(), person()];
  return { ada, cai, meet: () => meet(ada.doc, cai.doc) };
}

function draw({ scene, binding }: Person, id: string, fields: Record<string, unknown> = {}): void {
  scene.add(id, fields);
  binding.commit();
}

function change({ scene, binding }: Person, id: string, fields: Record<string, unknown>): void {
  scene.change(id, fields);
  binding.commit(0);
}

describe("what one draws", () => {
  it("comes to the others when it is committed, and not before", () => {
    const { ada, cai, meet } = two();
    ada.scene.add("a", { x: 10, strokeColor: "#e03131" });
    meet();
    expect(cai.scene.visible()).toEqual([]);
    ada.binding.commit();
    meet();
    expect(cai.scene.get("a")).toMatchObject({ type: "rectangle", x: 10, strokeColor: "#e03131", seed: 7 });
  });

  it("writes the groups that changed and no others", () => {
    const { ada } = two();
    draw(ada, "a");
    const written: string[] = [];
    pageOf(ada.doc, "first").observe((event) => written.push(...event.keysChanged));
    change(ada, "a", { x: 50, y: 60 });
    expect(written).toEqual(["a/place"]);
  });

  it("writes nothing where nothing changed, and not what came from others", () => {
    const { ada, cai, meet } = two();
    draw(ada, "a", { x: 1 / 3 });
    meet();
    expect(cai.binding.pending()).toEqual([]);
    expect(ada.binding.pending()).toEqual([]);
  });

  it("survives together: one moves it while another colours it", () => {
    const { ada, cai, meet } = two();
    draw(ada, "a");
    meet();
    change(ada, "a", { x: 200 });
    change(cai, "a", { backgroundColor: "#ffec99" });
    meet();
    for (const { scene } of [ada, cai]) expect(scene.get("a")).toMatchObject({ x: 200, backgroundColor: "#ffec99" });
  });

  it("lies in the same order for both, also when two drew at once", () => {
    const { ada, cai, meet } = two();
    draw(ada, "b", { index: "a1" });
    draw(cai, "a", { index: "a1" });
    meet();
    expect(ada.scene.visible()).toEqual(["a", "b"]);
    expect(cai.scene.visible()).toEqual(["a", "b"]);
  });

  it("goes in steps that fit a frame, however much is pasted at once", () => {
    const { ada } = two();
    const sizes: number[] = [];
    ada.doc.on("update", (update: Uint8Array) => sizes.push(update.length));
    const points = Array.from({ length: 3000 }, (_, at) => [at / 3, at / 7]);
    for (let at = 0; at < 40; at += 1) ada.scene.add(`e${String(at)}`, { type: "freedraw", points });
    ada.binding.commit();
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
    expect(elementsOf(ada.doc, "first")).toHaveLength(40);
  });

  it("is flagged when it is deleted, and gone for the others", () => {
    const { ada, cai, meet } = two();
    draw(ada, "a");
    meet();
    change(cai, "a", { isDeleted: true });
    meet();
    expect(ada.scene.visible()).toEqual([]);
    expect(elementsOf(ada.doc, "first")).toEqual([]);
    expect(readGroups(pageOf(ada.doc, "first"), "a").base).toBeDefined();
  });

  it("that was begun and given up leaves no trace", () => {
    const { ada } = two();
    draw(ada, "a", { isDeleted: true });
    draw(ada, "t", { type: "text", text: "" });
    draw(ada, "w", { type: "embeddable" });
    draw(ada, "i", { type: "image", fileId: null });
    expect([...idsOf(pageOf(ada.doc, "first"))]).toEqual([]);
  });
});

describe("what others draw", () => {
  it("comes into a shape that one is just moving, group by group", () => {
    const { ada, cai, meet } = two();
    draw(ada, "a");
    meet();
    ada.scene.change("a", { x: 77 });
    change(cai, "a", { x: 5, strokeColor: "#2f9e44" });
    meet();
    expect(ada.scene.get("a")).toMatchObject({ x: 77, strokeColor: "#2f9e44" });
    ada.binding.commit();
    meet();
    for (const { scene } of [ada, cai]) expect(scene.get("a")).toMatchObject({ x: 77, strokeColor: "#2f9e44" });
  });

  it("waits while one writes into the same element", () => {
    const { ada, cai, meet } = two();
    draw(ada, "t", { type: "text", text: "one" });
    meet();
    ada.scene.editing = "t";
    ada.scene.change("t", { text: "one two" });
    change(cai, "t", { strokeColor: "#2f9e44" });
    meet();
    expect(ada.scene.get("t")?.strokeColor).toBe("#1e1e1e");
    ada.scene.editing = null;
    ada.binding.commit();
    meet();
    for (const { scene } of [ada, cai]) expect(scene.get("t")).toMatchObject({ text: "one two", strokeColor: "#2f9e44" });
  });

  it("raises the version, so that it is drawn anew", () => {
    const { ada, cai, meet } = two();
    draw(ada, "a");
    meet();
    const before = cai.scene.get("a")?.version ?? 0;
    change(ada, "a", { x: 3 });
    meet();
    expect(cai.scene.get("a")?.version).toBeGreaterThan(before);
  });

  it("is shown while they draw it, is never committed here, and goes when they give it up", () => {
    const { ada, cai, meet } = two();
    draw(ada, "a");
    meet();
    cai.binding.setGhosts(new Map([["a", { place: { x: 40 } }], ["n", { base: { type: "ellipse" }, place: { x: 1 } }]]));
    expect(cai.scene.get("a")?.x).toBe(40);
    expect(cai.scene.get("n")?.type).toBe("ellipse");
    expect(cai.binding.pending()).toEqual([]);
    cai.binding.setGhosts(new Map());
    expect(cai.scene.get("a")?.x).toBe(0);
    expect(cai.scene.visible()).toEqual(["a"]);
  });

  it("that is nonsense is not shown, and breaks nothing", () => {
    const { ada } = two();
    const page = pageOf(ada.doc, "first");
    page.set("x/place", { x: 1 });
    page.set("y/base", { type: "iframe" });
    page.set("z/base", { type: "line" });
    page.set("z/place", { x: "far", points: "none" });
    page.set("no key", 1);
    expect(ada.scene.visible()).toEqual(["z"]);
    expect(ada.scene.get("z")).toMatchObject({ x: 0, points: [[0, 0], [1, 1]] });
  });
});

describe("undo", () => {
  const undo = ({ binding }: Person) => binding.undo.undo("undo");
  const redo = ({ binding }: Person) => binding.undo.redo("undo");

  it("takes back one's own step and leaves what others did", () => {
    const { ada, cai, meet } = two();
    draw(ada, "a");
    meet();
    draw(cai, "c");
    meet();
    undo(ada);
    meet();
    expect(ada.scene.visible()).toEqual(["c"]);
    expect(cai.scene.visible()).toEqual(["c"]);
    expect(undo(ada)).toBe(false);
    redo(ada);
    meet();
    expect(cai.scene.visible().sort()).toEqual(["a", "c"]);
  });

  it("does not put back what somebody else has moved since", () => {
    const { ada, cai, meet } = two();
    draw(ada, "a");
    change(ada, "a", { x: 10, strokeColor: "#e03131" });
    meet();
    change(cai, "a", { x: 500 });
    meet();
    undo(ada);
    meet();
    expect(cai.scene.get("a")).toMatchObject({ x: 500, strokeColor: "#1e1e1e" });
  });

  it("does not bring back what somebody else deleted", () => {
    const { ada, cai, meet } = two();
    draw(ada, "a");
    change(ada, "a", { x: 10 });
    meet();
    change(cai, "a", { isDeleted: true });
    meet();
    undo(ada);
    undo(ada);
    redo(ada);
    redo(ada);
    meet();
    expect(ada.scene.visible()).toEqual([]);
    expect(cai.scene.visible()).toEqual([]);
  });

  it("brings back what one deleted oneself", () => {
    const { ada, cai, meet } = two();
    draw(ada, "a");
    change(ada, "a", { isDeleted: true });
    undo(ada);
    meet();
    expect(cai.scene.visible()).toEqual(["a"]);
  });

  it("takes a row of small pushes as one", () => {
    const { ada } = two();
    draw(ada, "a");
    for (let push = 1; push <= 5; push += 1) {
      ada.scene.change("a", { x: push });
      ada.binding.commit(10_000 + push * 100);
    }
    undo(ada);
    expect(ada.scene.get("a")?.x).toBe(0);
  });
});

describe("a new binding", () => {
  it("shows what stands in the document, and nothing of another page", () => {
    const { ada } = two();
    draw(ada, "a", { x: 9 });
    const other = person(ada.doc, "second");
    draw(other, "b");
    const again = person(ada.doc);
    expect(again.scene.visible()).toEqual(["a"]);
    expect(again.binding.pending()).toEqual([]);
    expect(Y.encodeStateAsUpdate(ada.doc).length).toBeGreaterThan(0);
  });
});
