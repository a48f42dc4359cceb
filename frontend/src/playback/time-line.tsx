/** The time line: who did how much when, the marks above, the playhead; one slider for pointer and keys. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useSize } from "../ui/size";
import { speakPosition } from "./clock-words";
import { clustersOf, nearestCluster } from "./clusters";
import { usePlayer, useRecording, useShow } from "./context";
import type { Player } from "./player";
import type { Scale } from "./scale";
import { Picture, PICTURE } from "./time-line-picture";
import { Hint } from "./time-line-hint";

const ICON_APART = 15;
const REACH_PX = 9;
/** What the arrow keys move by, in seconds. */
const STEP_SECONDS = 5;
const LONG_STEP_SECONDS = 30;

export function TimeLine() {
  const { player } = useShow();
  const { length } = useRecording();
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const skipIdle = usePlayer((state) => state.skipIdle);
  const only = usePlayer((state) => state.only);
  const seconds = usePlayer((state) => Math.floor(state.time / 1000));
  const [pointed, setPointed] = useState<number | null>(null);
  const dragging = useRef(false);

  const scale = useMemo(() => player.scale(skipIdle), [player, skipIdle]);
  const marks = useMemo(() => player.marks(only), [player, only]);
  const clusters = useMemo(() => clustersOf(marks, scale, width, ICON_APART), [marks, scale, width]);

  const placeOf = (event: PointerEvent): number => {
    const { left } = event.currentTarget.getBoundingClientRect();
    return Math.min(width, Math.max(0, event.clientX - left));
  };
  /** On a mark, its very moment; else the moment under the pointer. */
  const seekTo = (x: number, dragged: boolean) => {
    const mark = dragged ? null : nearestCluster(clusters, x, REACH_PX)?.marks[0];
    player.seek(mark ? mark.time : scale.timeAt(width > 0 ? x / width : 0));
  };

  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label="Position in the recording"
      aria-valuemin={0}
      aria-valuemax={Math.floor(length / 1000)}
      aria-valuenow={seconds}
      aria-valuetext={`${speakPosition(seconds * 1000)} of ${speakPosition(length)}`}
      className="relative w-full cursor-pointer touch-none select-none rounded-control"
      style={{ height: PICTURE.height }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        dragging.current = true;
        seekTo(placeOf(event), false);
      }}
      onPointerMove={(event) => {
        const x = placeOf(event);
        setPointed(x);
        if (dragging.current) seekTo(x, true);
      }}
      onPointerUp={() => (dragging.current = false)}
      onPointerCancel={() => (dragging.current = false)}
      onPointerLeave={() => setPointed(null)}
      onKeyDown={(event) => onKey(event, player)}
    >
      {width > 0 && <Picture width={width} scale={scale} clusters={clusters} only={only} skipIdle={skipIdle} />}
      <Playhead scale={scale} width={width} />
      {pointed !== null && width > 0 && (
        <Hint x={pointed} width={width} time={scale.timeAt(pointed / width)} cluster={nearestCluster(clusters, pointed, REACH_PX)} />
      )}
    </div>
  );
}

/** The keys of a slider; what they do is done whether it plays or not. */
function onKey(event: KeyboardEvent, player: Player): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = event.shiftKey ? LONG_STEP_SECONDS : STEP_SECONDS;
  switch (event.key) {
    case "ArrowRight":
    case "ArrowUp":
      player.move(step);
      break;
    case "ArrowLeft":
    case "ArrowDown":
      player.move(-step);
      break;
    case "PageUp":
      player.move(LONG_STEP_SECONDS);
      break;
    case "PageDown":
      player.move(-LONG_STEP_SECONDS);
      break;
    case "Home":
      player.seek(0);
      break;
    case "End":
      player.seek(player.length);
      break;
    default:
      return;
  }
  event.preventDefault();
}

/** Moves with every picture without making the page anew. */
function Playhead({ scale, width }: { scale: Scale; width: number }) {
  const { player } = useShow();
  const line = useRef<HTMLDivElement>(null);
  const played = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const draw = () => {
      const place = scale.placeOf(player.state.getState().time);
      if (line.current) line.current.style.transform = `translateX(${String(place * width)}px)`;
      if (played.current) played.current.style.transform = `scaleX(${String(place)})`;
    };
    draw();
    return player.state.subscribe(draw);
  }, [player, scale, width]);
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0">
      <div className="absolute inset-x-0 bottom-0 h-1.5 overflow-hidden rounded-full">
        <div ref={played} className="h-full origin-left bg-accent" style={{ transform: "scaleX(0)" }} />
      </div>
      <div ref={line} className="absolute inset-y-0 left-0 w-0">
        <span className="absolute inset-y-0 -left-px w-0.5 bg-accent" style={{ top: PICTURE.marks }} />
        <span className="absolute -bottom-1 -left-[7px] size-3.5 rounded-full border-2 border-ground bg-accent" />
      </div>
    </div>
  );
}
