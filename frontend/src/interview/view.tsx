/** What interviewers write about the conversation: notes and a scorecard, which candidates never see. */
import { EyeOff } from "lucide-react";
import { useState } from "react";
import { classes } from "../ui/classes";
import { Notes } from "./notes";
import { ScorecardView } from "./scorecard";

const PARTS = [
  { value: "notes", label: "Notes" },
  { value: "scorecard", label: "Scorecard" },
] as const;

export function Interview() {
  const [part, setPart] = useState<"notes" | "scorecard">("notes");
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex-none px-3 pb-2">
        <p className="flex items-center gap-2 rounded-control bg-live-soft px-3 py-1.5 text-xs text-live">
          <EyeOff size={14} aria-hidden className="flex-none" /> For interviewers. Candidates never see it.
        </p>
        <div role="group" aria-label="Notes or scorecard" className="mt-2 grid grid-cols-2 gap-1 rounded-control bg-ground p-1">
          {PARTS.map(({ value, label }) => (
            <button
              key={value}
              type="button"
              aria-pressed={part === value}
              onClick={() => setPart(value)}
              className={classes(
                "h-8 rounded-[6px] text-sm font-medium pointer-coarse:h-11",
                part === value ? "bg-surface text-text shadow-float" : "text-muted hover:text-text",
              )}
            >
              {label}
            </button>
          ))}
        </div>
      </div>
      {part === "notes" ? <Notes /> : <ScorecardView />}
    </div>
  );
}
