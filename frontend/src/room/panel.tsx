/** The side panel: people, chat, questions or notes; beside the stage with a handle, on a phone a sheet from below. */
import { X } from "lucide-react";
import { Chat } from "../chat/view";
import { Interview } from "../interview/view";
import { People } from "../people/view";
import { Questions } from "../questions/view";
import { IconButton } from "../ui/button";
import { classes } from "../ui/classes";
import { useNarrow } from "../ui/size";
import { SplitHandle } from "../ui/split";
import { useAbility, useChat, useLayout, usePeople, useQuestions, useVisit } from "./context";
import { LAYOUT_DEFAULTS, PANEL_WIDTH, type Panel } from "./layout";

export function SidePanel() {
  const { layout } = useVisit();
  const chosen = useLayout((state) => state.panel);
  const mayNote = useAbility("notes");
  // Remembered from a room where one was an interviewer.
  const panel = chosen === "notes" && !mayNote ? null : chosen;
  const width = useLayout((state) => state.panelWidth);
  const narrow = useNarrow();
  if (panel === null) return null;
  if (narrow) {
    return (
      <section
        aria-label="Panel"
        className="absolute inset-x-0 bottom-0 z-20 flex h-[min(70%,34rem)] animate-sheet flex-col rounded-t-card border-t border-line bg-surface shadow-float"
      >
        <span aria-hidden className="mx-auto mt-2 h-1 w-10 flex-none rounded-full bg-line-strong" />
        <Contents panel={panel} />
      </section>
    );
  }
  return (
    <>
      <SplitHandle
        label="Width of the panel"
        axis="x"
        direction={-1}
        value={width}
        {...PANEL_WIDTH}
        onChange={(value) => layout.setState({ panelWidth: value })}
        onReset={() => layout.setState({ panelWidth: LAYOUT_DEFAULTS.panelWidth })}
      />
      <section
        aria-label="Panel"
        style={{ width }}
        className="flex min-h-0 flex-none flex-col overflow-hidden rounded-card border border-line bg-surface"
      >
        <Contents panel={panel} />
      </section>
    </>
  );
}

function Contents({ panel }: { panel: Panel }) {
  const { layout } = useVisit();
  return (
    <>
      <div className="flex flex-none items-center gap-1 p-2">
        <Choices panel={panel} />
        <IconButton label="Close panel" side="left" className="ml-auto flex-none" onClick={() => layout.setState({ panel: null })}>
          <X size={18} aria-hidden />
        </IconButton>
      </div>
      {panel === "chat" && <Chat />}
      {panel === "people" && <People />}
      {panel === "questions" && <Questions />}
      {panel === "notes" && <Interview />}
    </>
  );
}

function Choices({ panel }: { panel: Panel }) {
  const { layout } = useVisit();
  const count = usePeople((state) => Object.keys(state.here).length);
  const unread = useChat((state) => state.unread);
  const shown = useQuestions((state) => state.unread.size);
  const mayNote = useAbility("notes");
  const choices = [
    { value: "people", label: "People", number: count },
    { value: "chat", label: "Chat", number: unread },
    { value: "questions", label: "Questions", number: shown },
    ...(mayNote ? [{ value: "notes", label: "Notes", number: 0 } as const] : []),
  ] as const;
  return (
    <div role="group" aria-label="What the panel shows" className="bar-scroll flex min-w-0 overflow-x-auto">
      {choices.map(({ value, label, number }) => (
        <button
          key={value}
          type="button"
          aria-pressed={panel === value}
          onClick={() => layout.setState({ panel: value })}
          className={classes(
            "flex h-9 flex-none items-center gap-1.5 rounded-control px-2.5 text-sm font-medium pointer-coarse:h-11",
            panel === value ? "bg-hover text-text" : "text-muted hover:bg-hover hover:text-text",
          )}
        >
          {label}
          {number > 0 && <span className="text-xs tabular-nums text-muted">{number}</span>}
        </button>
      ))}
    </div>
  );
}
