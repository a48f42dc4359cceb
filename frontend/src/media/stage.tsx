/** What the room is looking at: people, or a shared screen and the code with the people as a strip. */
import { useRef } from "react";
import { useLayout, useReadable, useVisit } from "../room/context";
import { CODE_SHARE, LAYOUT_DEFAULTS, STRIP_WIDTH } from "../room/layout";
import { Code } from "../room/code";
import { useNarrow, useSize } from "../ui/size";
import { SplitHandle } from "../ui/split";
import { SharedScreen } from "./stage-screen";
import { Grid, Spotlight, Strip } from "./tiles";

export function Stage() {
  const { call } = useVisit();
  const code = useLayout((state) => state.code);
  const spotlight = useLayout((state) => state.tiles === "spotlight" || state.pinned !== null);
  const pinned = useLayout((state) => state.pinned);
  const { sharing } = useReadable(call.mesh);
  // A pinned sharer goes before the newest one.
  const sharer = sharing.find((userId) => userId === pinned) ?? sharing[sharing.length - 1] ?? null;
  if (code || sharer) return <WorkStage code={code} sharer={sharer} />;
  return spotlight ? <Spotlight /> : <Grid />;
}

function WorkStage({ code, sharer }: { code: boolean; sharer: string | null }) {
  const { layout } = useVisit();
  const strip = useLayout((state) => state.strip);
  const narrow = useNarrow();
  const work = <Work code={code} sharer={sharer} />;
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

function Work({ code, sharer }: { code: boolean; sharer: string | null }) {
  const { layout } = useVisit();
  const share = useLayout((state) => state.codeShare);
  const area = useRef<HTMLDivElement>(null);
  const { width } = useSize(area);
  const narrow = useNarrow();
  const both = code && sharer !== null;
  return (
    <div ref={area} className={`flex min-h-0 min-w-0 flex-1 ${narrow ? "flex-col gap-2" : "flex-row"}`}>
      {code && (
        <div className="min-h-0 min-w-0" style={both ? { flex: `${String(share)} 1 0` } : { flex: "1 1 0" }}>
          <Code />
        </div>
      )}
      {both && !narrow && (
        <SplitHandle
          label="Width of the code"
          axis="x"
          direction={1}
          value={(share * width) / 100}
          min={(CODE_SHARE.min * width) / 100}
          max={(CODE_SHARE.max * width) / 100}
          onChange={(value) => layout.setState({ codeShare: (value / Math.max(1, width)) * 100 })}
          onReset={() => layout.setState({ codeShare: LAYOUT_DEFAULTS.codeShare })}
        />
      )}
      {sharer && (
        <div className="min-h-0 min-w-0" style={{ flex: `${String(both ? 100 - share : 1)} 1 0` }}>
          <SharedScreen userId={sharer} />
        </div>
      )}
    </div>
  );
}
