/** What was worked on: the code, the board, or both side by side with a split. */
import { useRef } from "react";
import { useNarrow, useSize } from "../ui/size";
import { SplitHandle } from "../ui/split";
import { BoardPart } from "./board-view";
import { CodeView } from "./code-view";
import { useShow, useView } from "./context";
import { CODE_SHARE } from "./view-state";

export function Stage() {
  const { view } = useShow();
  const stage = useView((state) => state.stage);
  const share = useView((state) => state.codeShare);
  const narrow = useNarrow();
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const both = stage === "both" && !narrow;
  const percent = (pixels: number) => (width > 0 ? (pixels / width) * 100 : share);
  const code = stage !== "board";
  return (
    <div ref={box} className="flex size-full min-h-0 min-w-0">
      {code && (
        <div className="min-w-0" style={both ? { width: `${String(share)}%` } : { width: "100%" }}>
          <CodeView />
        </div>
      )}
      {both && (
        <SplitHandle
          label="Width of the code"
          axis="x"
          direction={1}
          value={(share / 100) * width}
          min={(CODE_SHARE.min / 100) * width}
          max={(CODE_SHARE.max / 100) * width}
          onChange={(pixels) => view.setState({ codeShare: percent(pixels) })}
          onReset={() => view.setState({ codeShare: CODE_SHARE.standard })}
        />
      )}
      {(both || !code) && (
        <div className="min-w-0 flex-1">
          <BoardPart />
        </div>
      )}
    </div>
  );
}
