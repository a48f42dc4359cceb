import { describe, expect, it } from "vitest";
import { assignPlaces, lesserPlace } from "./places";

const people = (count: number) => Array.from({ length: count }, (_, n) => ({ userId: `p${n + 1}`, joinNumber: n + 1 }));

describe("places in the mesh", () => {
  it("go to six with picture, six with sound, and to nobody after them", () => {
    const places = assignPlaces(people(13));
    const count = (place: string) => [...places.values()].filter((each) => each === place).length;
    expect([count("video"), count("audio"), count("none")]).toEqual([6, 6, 1]);
    expect([places.get("p6"), places.get("p7"), places.get("p13")]).toEqual(["video", "audio", "none"]);
  });

  it("follow the order of joining, whatever the order of the list", () => {
    expect(assignPlaces(people(13).reverse())).toEqual(assignPlaces(people(13).reverse().sort(() => -1)));
    expect(assignPlaces(people(13).reverse()).get("p1")).toBe("video");
  });

  it("move up when somebody leaves", () => {
    expect(assignPlaces(people(13).slice(1)).get("p7")).toBe("video");
    expect(assignPlaces(people(13).slice(1)).get("p13")).toBe("audio");
  });

  it("let two people exchange the lesser of what each has", () => {
    expect(lesserPlace("video", "audio")).toBe("audio");
    expect(lesserPlace("none", "video")).toBe("none");
    expect(lesserPlace("video", "video")).toBe("video");
  });
});
