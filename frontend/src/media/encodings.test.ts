import { describe, expect, it, vi } from "vitest";
import { applyBudget, budgetFor, cameraSize } from "./encodings";

describe("what a stream may cost", () => {
  it("gets less as the room gets fuller, so that all of a person's uploads stay bounded", () => {
    for (let people = 2; people <= 6; people += 1) {
      const upload = (people - 1) * (budgetFor("video", people).maxBitrate + budgetFor("audio", people).maxBitrate);
      expect(upload).toBeLessThanOrEqual(2_600_000);
      expect(cameraSize(people).width).toBeGreaterThanOrEqual(cameraSize(people + 1).width);
    }
  });

  it("keeps a shared screen sharp rather than smooth", () => {
    expect(budgetFor("screen", 2)).toMatchObject({ prefer: "maintain-resolution", maxFramerate: 15 });
  });

  it("is set on a sender once, and not where there is nothing to set", async () => {
    const parameters = { encodings: [{} as RTCRtpEncodingParameters] };
    const sender = { getParameters: () => parameters, setParameters: vi.fn(() => Promise.resolve()) };
    await applyBudget(sender as unknown as RTCRtpSender, "video", 2);
    await applyBudget(sender as unknown as RTCRtpSender, "video", 2);
    expect(sender.setParameters).toHaveBeenCalledTimes(1);
    expect(parameters.encodings[0]?.maxBitrate).toBe(1_700_000);
    const early = { getParameters: () => ({ encodings: [] }), setParameters: vi.fn() };
    await applyBudget(early as unknown as RTCRtpSender, "video", 2);
    expect(early.setParameters).not.toHaveBeenCalled();
  });
});
