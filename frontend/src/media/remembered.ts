/** Which devices the person chose, kept in this browser. */

export interface Choices {
  microphone: string | null;
  camera: string | null;
  speaker: string | null;
}

const KEY = "fusemeet:devices";

export function readChoices(): Choices {
  const nothing: Choices = { microphone: null, camera: null, speaker: null };
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (typeof kept !== "object" || kept === null) return nothing;
    for (const name of ["microphone", "camera", "speaker"] as const) {
      const value = (kept as Record<string, unknown>)[name];
      if (typeof value === "string" && value !== "") nothing[name] = value;
    }
    return nothing;
  } catch {
    // Storage may be closed (private windows) or hold something else; the default devices serve.
    return nothing;
  }
}

export function keepChoices(choices: Choices): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // Then they are forgotten with the page.
  }
}
