/** Setting the timer: often used times, any number of minutes, start, pause, reset. */
import { Pause, Play, RotateCcw } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { Refused } from "../room/outbox";
import type { TimerIn } from "../room/protocol";
import { useVisit } from "../room/context";
import { Button } from "../ui/button";
import { INPUT } from "../ui/field";

const PRESETS = [5, 10, 15, 30, 45, 60] as const;
const MOST_MINUTES = 24 * 60;

interface TimerSettingsProps {
  /** Null: it was never set. */
  left: number | null;
  running: boolean;
  onDone: () => void;
}

export function TimerSettings({ left, running, onDone }: TimerSettingsProps) {
  const { socket } = useVisit();
  const [minutes, setMinutes] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();

  const set = async (action: TimerIn["action"], seconds?: number) => {
    setProblem(null);
    try {
      await socket.send("timer", { action, ...(seconds === undefined ? {} : { seconds }) });
      if (action === "start") onDone();
    } catch (error) {
      setProblem(error instanceof Refused ? error.message : "The timer could not be set. Try again.");
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const number = Number(minutes.replace(",", "."));
    if (!(number > 0 && number <= MOST_MINUTES)) setProblem("Choose a number of minutes, up to 24 hours.");
    else void set("start", Math.max(1, Math.round(number * 60)));
  };

  return (
    <div className="flex flex-col gap-3">
      <div role="group" aria-label="Often used times" className="grid grid-cols-3 gap-1.5">
        {PRESETS.map((preset) => (
          <Button key={preset} className="h-9 px-2!" aria-label={`Start ${String(preset)} minutes`} onClick={() => void set("start", preset * 60)}>
            {preset} min
          </Button>
        ))}
      </div>
      <form className="flex items-end gap-1.5" onSubmit={submit} noValidate>
        <div className="flex min-w-0 flex-1 flex-col gap-1.5">
          <label htmlFor={id} className="text-sm font-medium">
            Minutes
          </label>
          <input
            id={id}
            inputMode="decimal"
            autoComplete="off"
            value={minutes}
            className={INPUT}
            onChange={(event) => setMinutes(event.target.value)}
          />
        </div>
        <Button tone="primary" type="submit" disabled={!minutes.trim()}>
          <Play size={16} aria-hidden /> Start
        </Button>
      </form>
      {left !== null && (
        <div className="flex gap-1.5 border-t border-line pt-3">
          {running && left > 0 ? (
            <Button className="flex-1" onClick={() => void set("pause")}>
              <Pause size={16} aria-hidden /> Pause
            </Button>
          ) : (
            <Button className="flex-1" disabled={left === 0} onClick={() => void set("start")}>
              <Play size={16} aria-hidden /> Go on
            </Button>
          )}
          <Button className="flex-1" onClick={() => void set("reset")}>
            <RotateCcw size={16} aria-hidden /> Reset
          </Button>
        </div>
      )}
      <p className="text-xs text-muted">Everybody in the room sees the time.</p>
      {problem && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
