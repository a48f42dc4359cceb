/**
 * How much each stream may cost: in a mesh a sender encodes and uploads once per other person,
 * so that the picture gets smaller as the room gets fuller. About 2.5 Mbit/s of upload in all.
 */
import type { Kind } from "./types";

export interface Size {
  width: number;
  height: number;
}

/** The size at which the camera is opened, for so many people with picture (oneself included). */
export function cameraSize(people: number): Size {
  if (people <= 2) return { width: 1280, height: 720 };
  if (people <= 4) return { width: 960, height: 540 };
  return { width: 640, height: 360 };
}

const CAMERA_BITS = [1_700_000, 1_700_000, 1_700_000, 1_000_000, 700_000, 550_000, 450_000];
const SCREEN_BITS = [2_500_000, 2_500_000, 2_500_000, 1_500_000, 1_200_000, 900_000, 800_000];

export interface Budget {
  maxBitrate: number;
  maxFramerate?: number;
  /** What is given up first when the machine or the line is too slow. */
  prefer: "balanced" | "maintain-resolution" | "maintain-framerate";
}

/** What one sender of one pair may use, for so many people with picture (oneself included). */
export function budgetFor(kind: Kind, people: number): Budget {
  const index = Math.min(Math.max(people, 2), CAMERA_BITS.length - 1);
  switch (kind) {
    case "audio":
      return { maxBitrate: 40_000, prefer: "balanced" };
    case "screenAudio":
      return { maxBitrate: 96_000, prefer: "balanced" };
    case "video":
      return { maxBitrate: CAMERA_BITS[index] ?? 450_000, maxFramerate: people <= 4 ? 30 : 20, prefer: "balanced" };
    case "screen":
      // Text must stay readable: few frames, each sharp.
      return { maxBitrate: SCREEN_BITS[index] ?? 800_000, maxFramerate: 15, prefer: "maintain-resolution" };
  }
}

type Parameters = RTCRtpSendParameters & { degradationPreference?: string };

/** Applies a budget to a sender; before the first negotiation some browsers have no encodings to set yet. */
export async function applyBudget(sender: RTCRtpSender, kind: Kind, people: number): Promise<void> {
  const parameters: Parameters = sender.getParameters();
  const encoding = parameters.encodings?.[0];
  if (!encoding) return;
  const budget = budgetFor(kind, people);
  if (encoding.maxBitrate === budget.maxBitrate && encoding.maxFramerate === budget.maxFramerate) return;
  encoding.maxBitrate = budget.maxBitrate;
  if (budget.maxFramerate !== undefined) encoding.maxFramerate = budget.maxFramerate;
  if (kind === "video" || kind === "screen") parameters.degradationPreference = budget.prefer;
  await sender.setParameters(parameters);
}
