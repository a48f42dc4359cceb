/** To whom I may write privately (pure; the server decides, this only fills the choice). */
import { inOrder, isHost, type PeopleState, type Person } from "../people/store";
import type { Ability } from "../room/protocol";

export function recipients(people: PeopleState, abilities: ReadonlySet<Ability>, me: string): Person[] {
  const others = inOrder(people).filter((person) => person.userId !== me);
  if (abilities.has("private_chat_anyone")) return others;
  return abilities.has("private_chat") ? others.filter((person) => isHost(person.role)) : [];
}
