/** The four recommendations, in words. */
import type { Recommendation } from "./scorecard-book";

export const RECOMMENDATIONS: readonly { value: Exclude<Recommendation, "">; label: string }[] = [
  { value: "STRONG_YES", label: "Strong yes" },
  { value: "YES", label: "Yes" },
  { value: "NO", label: "No" },
  { value: "STRONG_NO", label: "Strong no" },
];
