/** Who was here at the moment, who was not, and how much of the text stands there by each. */
import { UserRound, UserRoundCheck } from "lucide-react";
import { useMemo } from "react";
import { roleName } from "../room/session";
import { Avatar } from "../ui/avatar";
import { IconButton } from "../ui/button";
import { classes } from "../ui/classes";
import { nameIn, usePlayer, useRecording, useShow } from "./context";
import { Nothing } from "./following-list";
import type { PersonInfo } from "./manifest";

export function PeopleList() {
  const recording = useRecording();
  const here = usePlayer(({ time }) => recording.journal.people.at(time));
  const shares = useShares();
  const ids = new Set(here.map(({ userId }) => userId));
  const known = [...recording.people.values()];
  const absent = known.filter(({ userId }) => !ids.has(userId));
  const present = here.flatMap(({ userId }) => recording.people.get(userId) ?? []);
  if (known.length === 0) return <Nothing>Nobody is known to have been here.</Nothing>;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div role="region" aria-label="People" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-3">
      <Part title="Here at this moment" people={present} shares={shares} />
      <Part title="Not here at this moment" people={absent} shares={shares} away />
    </div>
  );
}

/** By user id: which part of the text at the moment is theirs, 0 to 1. */
function useShares(): ReadonlyMap<string, number> {
  const { code } = useRecording();
  const count = usePlayer(({ time }) => code.countAt(time));
  return useMemo(() => {
    const shares = new Map<string, number>();
    const whole = Math.max(1, code.lengthAt(count));
    for (const { from, to, author } of code.runsAt(count)) {
      const userId = code.authors[author] ?? "";
      shares.set(userId, (shares.get(userId) ?? 0) + (to - from) / whole);
    }
    return shares;
  }, [code, count]);
}

interface PartProps {
  title: string;
  people: readonly PersonInfo[];
  shares: ReadonlyMap<string, number>;
  away?: boolean;
}

function Part({ title, people, shares, away = false }: PartProps) {
  if (people.length === 0) return null;
  return (
    <>
      <h2 className="px-2 pb-1 pt-2 text-xs font-medium text-muted">{title}</h2>
      <ul>
        {people.map((person) => (
          <Row key={person.userId} person={person} share={shares.get(person.userId) ?? 0} away={away} />
        ))}
      </ul>
    </>
  );
}

function Row({ person, share, away }: { person: PersonInfo; share: number; away: boolean }) {
  const { player } = useShow();
  const recording = useRecording();
  const only = usePlayer((state) => state.only === person.userId);
  const name = nameIn(recording, person.userId);
  const about = [person.role ? roleName(person.role as Parameters<typeof roleName>[0]) : "", share > 0 ? `${percent(share)} of the text` : ""];
  return (
    <li className="flex min-h-13 items-center gap-3 rounded-control px-2">
      <Avatar userId={person.userId} name={name} className={classes("size-9 text-sm", away && "opacity-50")} />
      <div className="min-w-0 flex-1 leading-tight">
        <p className={classes("truncate text-sm font-medium", away && "text-muted")}>{name}</p>
        <p className="text-xs text-muted">{about.filter(Boolean).join(" · ")}</p>
      </div>
      <IconButton
        label={only ? "Show everybody" : `Show only ${name}`}
        side="left"
        aria-pressed={only}
        className={only ? "bg-accent-soft text-accent" : ""}
        onClick={() => player.state.setState({ only: only ? null : person.userId })}
      >
        {only ? <UserRoundCheck size={18} aria-hidden /> : <UserRound size={18} aria-hidden />}
      </IconButton>
    </li>
  );
}

function percent(share: number): string {
  return share < 0.005 ? "under 1 %" : `${String(Math.round(share * 100))} %`;
}
