/** What the room is looking at: people, or a shared screen, the code and the board with the people as a strip. */
import { useRef, type ReactNode } from "react";
import { useLayout, useReadable, useVisit } from "../room/context";
import { isSeen, LAYOUT_DEFAULTS, STRIP_WIDTH, WORK_SHARE } from "../room/layout";
import { Board } from "../room/board";
import { Code } from "../room/code";
import { useNarrow, useSize } from "../ui/size";
import { SplitHandle } from "../ui/split";
import { SharedScreen } from "./stage-screen";
import { Grid, Spotlight, Strip } from "./tiles";

export function Stage() {
  const { call } = useVisit();
  const narrow = useNarrow();
  const code = useLayout((state) => isSeen(state, "code", narrow));
  const board = useLayout((state) => state.board);
  const spotlight = useLayout((state) => state.tiles === "spotlight" || state.pinned !== null);
  const pinned = useLayout((state) => state.pinned);
  const { sharing } = useReadable(call.mesh);
  // A pinned sharer goes before the newest one.
  const sharer = sharing.find((userId) => userId === pinned) ?? sharing[sharing.length - 1] ?? null;
  if (code || board || sharer) return <WorkStage code={code} board={board} sharer={sharer} />;
  return spotlight ? <Spotlight /> : <Grid />;
}

interface WorkProps {
  code: boolean;
  board: boolean;
  sharer: string | null;
}

function WorkStage(props: WorkProps) {
  const { layout } = useVisit();
  const strip = useLayout((state) => state.strip);
  const narrow = useNarrow();
  const work = <Work {...props} />;
  if (narrow) {
    return (
      <div className="flex size-full flex-col gap-2">
        <Strip className="h-20 flex-none" />
        {work}
      </div>
    );
  }
  return (
    <div className="flex size-full">
      {work}
      <SplitHandle
        label="Width of the people strip"
        axis="x"
        direction={-1}
        value={strip}
        {...STRIP_WIDTH}
        onChange={(value) => layout.setState({ strip: value })}
        onReset={() => layout.setState({ strip: LAYOUT_DEFAULTS.strip })}
      />
      <div className="flex flex-none" style={{ width: strip }}>
        <Strip className="w-full" />
      </div>
    </div>
  );
}

/** The code, then the board, then the shared screen: as many of them as there are. */
function Work({ code, board, sharer }: WorkProps) {
  const screen = sharer && <SharedScreen userId={sharer} />;
  const drawing = board && <Board />;
  return (
    <Sides
      label="Width of the code"
      share="codeShare"
      left={code && <Code />}
      right={(drawing || screen) && <Sides label="Width of the whiteboard" share="boardShare" left={drawing} right={screen} />}
    />
  );
}

interface SidesProps {
  label: string;
  share: "codeShare" | "boardShare";
  left: ReactNode;
  right: ReactNode;
}

/** Two parts side by side with a handle between them, or the one that there is. */
function Sides({ label, share: name, left, right }: SidesProps) {
  const { layout } = useVisit();
  const share = useLayout((state) => state[name]);
  const area = useRef<HTMLDivElement>(null);
  const { width } = useSize(area);
  const narrow = useNarrow();
  const both = Boolean(left) && Boolean(right);
  return (
    <div ref={area} className={`flex size-full min-h-0 min-w-0 flex-1 ${narrow ? "flex-col gap-2" : "flex-row"}`}>
      {left && (
        <div className="min-h-0 min-w-0" style={both ? { flex: `${String(share)} 1 0` } : { flex: "1 1 0" }}>
          {left}
        </div>
      )}
      {both && !narrow && (
        <SplitHandle
          label={label}
          axis="x"
          direction={1}
          value={(share * width) / 100}
          min={(WORK_SHARE.min * width) / 100}
          max={(WORK_SHARE.max * width) / 100}
          onChange={(value) => layout.setState({ [name]: (value / Math.max(1, width)) * 100 })}
          onReset={() => layout.setState({ [name]: LAYOUT_DEFAULTS[name] })}
        />
      )}
      {right && (
        <div className="min-h-0 min-w-0" style={{ flex: `${String(both ? 100 - share : 1)} 1 0` }}>
          {right}
        </div>
      )}
    </div>
  );
}
