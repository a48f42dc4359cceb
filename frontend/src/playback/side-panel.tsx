/** The panel beside the stage: what happened, what was said, who was here, which questions were shown at the moment. */
import { Tabs } from "radix-ui";
import { useNarrow } from "../ui/size";
import { SplitHandle } from "../ui/split";
import { ChatList } from "./chat-list";
import { usePlayer, useRecording, useShow, useView } from "./context";
import { EventsList } from "./events-list";
import { PeopleList } from "./people-list";
import { QuestionsList } from "./questions-list";
import { PANEL_WIDTH, type Panel } from "./view-state";

export function SidePanel() {
  const { view } = useShow();
  const width = useView((state) => state.panelWidth);
  const narrow = useNarrow();
  return (
    <>
      {!narrow && (
        <SplitHandle
          label="Width of the panel"
          axis="x"
          direction={-1}
          value={width}
          min={PANEL_WIDTH.min}
          max={PANEL_WIDTH.max}
          onChange={(panelWidth) => view.setState({ panelWidth })}
          onReset={() => view.setState({ panelWidth: PANEL_WIDTH.standard })}
        />
      )}
      <section
        aria-label="Panel"
        style={narrow ? undefined : { width }}
        className="flex min-h-0 flex-none flex-col overflow-hidden rounded-card border border-line bg-surface max-md:flex-[2]"
      >
        <Panels />
      </section>
    </>
  );
}

function Panels() {
  const { view } = useShow();
  const { journal } = useRecording();
  const panel = useView((state) => state.panel);
  const people = usePlayer(({ time }) => journal.people.at(time).length);
  const said = usePlayer(({ time }) => journal.saidUpTo(time).length);
  const questions = usePlayer(({ time }) => journal.questions.at(time).length);
  const tabs: { value: Panel; label: string; number: number }[] = [
    { value: "events", label: "Events", number: 0 },
    { value: "chat", label: "Chat", number: said },
    { value: "people", label: "People", number: people },
    { value: "questions", label: "Questions", number: questions },
  ];
  return (
    <Tabs.Root value={panel} onValueChange={(value) => view.setState({ panel: value as Panel })} className="flex min-h-0 flex-1 flex-col">
      <Tabs.List aria-label="What the panel shows" className="bar-scroll flex flex-none gap-0.5 overflow-x-auto p-2">
        {tabs.map(({ value, label, number }) => (
          <Tabs.Trigger
            key={value}
            value={value}
            className="flex h-9 flex-none items-center gap-1.5 rounded-control px-2.5 text-sm font-medium text-muted hover:bg-hover hover:text-text data-[state=active]:bg-hover data-[state=active]:text-text pointer-coarse:h-11"
          >
            {label}
            {number > 0 && <span className="text-xs tabular-nums text-muted">{number}</span>}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value={panel} tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
        {panel === "events" && <EventsList />}
        {panel === "chat" && <ChatList />}
        {panel === "people" && <PeopleList />}
        {panel === "questions" && <QuestionsList />}
      </Tabs.Content>
    </Tabs.Root>
  );
}
