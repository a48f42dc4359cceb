/** The people panel: who is here, hosts first, raised hands on top. */
import { UserPlus } from "lucide-react";
import { usePeople } from "../room/context";
import { openDialog } from "../room/dialogs";
import { Button } from "../ui/button";
import { PersonRow } from "./row";
import { inOrder, raisedHands } from "./store";

export function People() {
  const raised = usePeople(raisedHands);
  const others = usePeople(inOrder).filter((person) => !person.hand);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-4" tabIndex={0} role="region" aria-label="People in the room">
      <div className="px-3 pb-2">
        <Button className="w-full" onClick={() => openDialog({ name: "share" })}>
          <UserPlus size={18} aria-hidden /> Invite people
        </Button>
      </div>
      {raised.length > 0 && (
        <>
          <h2 className="px-4 pb-1 pt-3 text-xs font-medium text-muted">Raised hands, in order</h2>
          <ol className="px-2">
            {raised.map((person) => (
              <PersonRow key={person.userId} person={person} />
            ))}
          </ol>
        </>
      )}
      {others.length > 0 && <h2 className="px-4 pb-1 pt-3 text-xs font-medium text-muted">In the room</h2>}
      <ul className="px-2">
        {others.map((person) => (
          <PersonRow key={person.userId} person={person} />
        ))}
      </ul>
    </div>
  );
}
