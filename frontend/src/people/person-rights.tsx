/** What one person may do, apart from the others: for a while, until it is taken back, or not at all. */
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { useSession, useVisit } from "../room/context";
import type { GrantInfo } from "../room/protocol";
import { Choose } from "../ui/choose";
import { Dialog } from "../ui/dialog";
import { useNow } from "../ui/now";
import { A_WHILE_MS, allowOne, endException } from "./hosting";
import { clock, exceptionOf, nextEnd, PERSONAL, type Right } from "./rights";

const LOOK_MS = 30_000;

type Choice = "everybody" | "while" | "allow" | "deny" | "timed";

interface PersonRightsProps {
  person: { userId: string; fullName: string } | null;
  onOpenChange: (open: boolean) => void;
}

export function PersonRights({ person, onOpenChange }: PersonRightsProps) {
  return (
    <Dialog
      title={`What ${person?.fullName ?? "they"} may do`}
      description="A change holds at once, and for this person alone."
      open={person !== null}
      onOpenChange={onOpenChange}
    >
      {person && <Choices userId={person.userId} />}
    </Dialog>
  );
}

function Choices({ userId }: { userId: string }) {
  const { stores } = useVisit();
  const grants = useStore(stores.grants);
  const [started] = useState(() => Date.now());
  const now = useNow(LOOK_MS, nextEnd(grants, started));
  return (
    <div className="flex flex-col gap-4">
      {PERSONAL.map((right) => (
        <RightChoice key={right.ability} right={right} userId={userId} grant={exceptionOf(grants, userId, right.ability, now)} />
      ))}
    </div>
  );
}

function RightChoice({ right, userId, grant }: { right: Right; userId: string; grant: GrantInfo | null }) {
  const visit = useVisit();
  const everybody = useSession((state) => state.permissions?.[right.switch] ?? false);
  const [asked, setAsked] = useState<Choice | null>(null);
  // What the server says takes the place of what was asked for.
  useEffect(() => setAsked(null), [grant]);
  const choices: { value: Choice; label: string }[] = [
    { value: "everybody", label: `As everybody: ${everybody ? "allowed" : "not allowed"}` },
    { value: "while", label: "Allowed for 5 minutes" },
    { value: "allow", label: "Allowed until I take it back" },
    { value: "deny", label: "Not allowed" },
  ];
  if (grant?.until) choices.push({ value: "timed", label: `${grant.allowed ? "Allowed" : "Not allowed"} until ${clock(grant.until)}` });
  const change = async (choice: Choice) => {
    setAsked(choice);
    const done = await choose(choice);
    if (!done || choice === "while") setAsked(null);
  };
  const choose = (choice: Choice): Promise<boolean> => {
    switch (choice) {
      case "everybody":
        return grant ? endException(visit, grant) : Promise.resolve(true);
      case "while":
        return allowOne(visit, userId, right.ability, true, Date.now() + A_WHILE_MS);
      case "allow":
      case "deny":
        return allowOne(visit, userId, right.ability, choice === "allow", null);
      case "timed":
        return Promise.resolve(true);
    }
  };
  return (
    <Choose
      label={right.label}
      value={asked ?? choiceOf(grant)}
      choices={choices}
      onChange={(value) => void change(value as Choice)}
    />
  );
}

function choiceOf(grant: GrantInfo | null): Choice {
  if (!grant) return "everybody";
  if (grant.until) return "timed";
  return grant.allowed ? "allow" : "deny";
}
