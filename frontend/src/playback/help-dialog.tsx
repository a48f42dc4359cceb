/** The list of the player's keys. */
import { Dialog } from "../ui/dialog";
import { Key } from "../ui/tip";
import { useShow, useView } from "./context";
import { KEYS } from "./keys";

export function HelpDialog() {
  const { view } = useShow();
  const open = useView((state) => state.help);
  return (
    <Dialog title="Keys" open={open} onOpenChange={(help) => view.setState({ help })}>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2 text-sm">
        {KEYS.map(({ key, sign, label }) => (
          <div key={key} className="contents">
            <dt>
              <Key>{sign}</Key>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
