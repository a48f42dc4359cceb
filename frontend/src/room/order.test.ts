import { describe, expect, it } from "vitest";
import { Order } from "./order";

const event = (seq: number) => ({ seq });

describe("durable events", () => {
  it("are applied once, whatever comes twice", () => {
    const order = new Order();
    expect(order.welcomed(5)).toBeNull();
    expect(order.take(event(5))).toBeNull();
    expect(order.take(event(6))).toBe("live");
    expect(order.take(event(6))).toBeNull();
    expect(order.take(event(9))).toBe("live");
  });

  it("that were missed are asked for after a reconnect and told as replays", () => {
    const order = new Order();
    order.welcomed(5);
    order.take(event(6));
    expect(order.welcomed(9)).toBe(6);
    expect(order.take(event(7))).toBe("replay");
    expect(order.take(event(9))).toBe("replay");
    expect(order.reached(9)).toEqual([]);
    expect(order.take(event(10))).toBe("live");
  });

  it("that happen during a catch-up wait for its end, in order and without doubles", () => {
    const order = new Order();
    order.welcomed(5);
    order.welcomed(8);
    expect(order.take(event(10))).toBeNull();
    expect(order.take(event(9))).toBeNull();
    expect(order.take(event(9))).toBeNull();
    expect(order.take(event(7))).toBe("replay");
    expect(order.reached(10)).toEqual([event(9), event(10)]);
    expect(order.take(event(10))).toBeNull();
    expect(order.take(event(11))).toBe("live");
  });

  it("are asked for from where it stopped when the connection breaks during a catch-up", () => {
    const order = new Order();
    order.welcomed(5);
    order.welcomed(9);
    order.take(event(6));
    expect(order.welcomed(9)).toBe(6);
  });

  it("need no catch-up when nothing happened meanwhile", () => {
    const order = new Order();
    order.welcomed(5);
    expect(order.welcomed(5)).toBeNull();
  });

  it("count as seen up to the head, for those that were not for me", () => {
    const order = new Order();
    order.welcomed(5);
    order.welcomed(9);
    order.reached(9);
    expect(order.welcomed(9)).toBeNull();
  });
});
