/** The questions panel: hosts write, order and show them; everybody else reads what is shown. */
import { useEffect } from "react";
import { useAbility, useVisit } from "../room/context";
import { ManagedQuestions } from "./managed";
import { ShownQuestions } from "./shown";
import { reading } from "./store";

export function Questions() {
  const manages = useAbility("manage_questions");
  useReading();
  return manages ? <ManagedQuestions /> : <ShownQuestions />;
}

/** While the panel is in sight, nothing in it is unread. */
function useReading(): void {
  const { stores } = useVisit();
  useEffect(() => {
    const update = () => stores.questions.setState((state) => reading(state, document.visibilityState === "visible"));
    update();
    document.addEventListener("visibilitychange", update);
    return () => {
      document.removeEventListener("visibilitychange", update);
      stores.questions.setState((state) => reading(state, false));
    };
  }, [stores]);
}
