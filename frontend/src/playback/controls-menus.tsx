/** The menus of the controls: how fast, and whose doings are shown. */
import { Gauge, UserRound, Users } from "lucide-react";
import { Menu, MenuChoice } from "../ui/menu";
import { nameIn, usePlayer, useRecording, useShow } from "./context";
import { SPEEDS } from "./player";

const BUTTON =
  "inline-flex h-9 min-w-0 items-center gap-2 rounded-control px-2.5 text-sm text-text transition-colors hover:bg-hover pointer-coarse:h-11";
const EVERYBODY = "everybody";

export function SpeedMenu() {
  const { player } = useShow();
  const speed = usePlayer((state) => state.speed);
  return (
    <Menu
      label="Speed"
      align="end"
      trigger={
        <button type="button" aria-label={`Speed: ${String(speed)} times`} className={`${BUTTON} tabular-nums`}>
          <Gauge size={16} aria-hidden /> {speed}×
        </button>
      }
    >
      <MenuChoice
        title="Speed"
        value={String(speed)}
        choices={SPEEDS.map((value) => ({ value: String(value), label: value === 1 ? "1× as it was" : `${String(value)}×` }))}
        onChange={(value) => {
          const chosen = SPEEDS.find((offered) => String(offered) === value);
          if (chosen) player.state.setState({ speed: chosen });
        }}
      />
    </Menu>
  );
}

export function OnlyMenu() {
  const { player } = useShow();
  const recording = useRecording();
  const only = usePlayer((state) => state.only);
  const label = only === null ? "Everybody" : nameIn(recording, only);
  return (
    <Menu
      label="Whose doings are shown"
      align="end"
      trigger={
        <button type="button" aria-label={`Shown: ${label}`} className={`${BUTTON} max-w-44`}>
          {only === null ? <Users size={16} className="flex-none" aria-hidden /> : <UserRound size={16} className="flex-none text-accent" aria-hidden />}
          <span className="truncate">{label}</span>
        </button>
      }
    >
      <MenuChoice
        title="Marks, highlights and chat of"
        value={only ?? EVERYBODY}
        choices={[
          { value: EVERYBODY, label: "Everybody" },
          ...[...recording.people.keys()].map((userId) => ({ value: userId, label: nameIn(recording, userId) })),
        ]}
        onChange={(value) => player.state.setState({ only: value === EVERYBODY ? null : value })}
      />
    </Menu>
  );
}
