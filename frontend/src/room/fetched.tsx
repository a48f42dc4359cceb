/** A part of the page that comes when it is first opened, so that the call never waits for it. */
import { Component, Suspense, type ReactNode } from "react";
import { Button } from "../ui/button";

interface FetchedProps {
  /** As in "Opening the editor…". */
  what: string;
  children: ReactNode;
}

export function Fetched({ what, children }: FetchedProps) {
  return (
    <FetchFailed what={what}>
      <Suspense
        fallback={
          <p role="status" className="grid size-full place-items-center text-sm text-muted">
            Opening the {what}…
          </p>
        }
      >
        {children}
      </Suspense>
    </FetchFailed>
  );
}

/** A part that could not be fetched (offline, or a new version is out) costs itself, not the call. */
class FetchFailed extends Component<FetchedProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert" className="grid size-full place-content-center justify-items-center gap-3 p-6 text-center">
        <p className="text-sm text-muted">The {this.props.what} could not be opened. Reload the page; nothing written is lost.</p>
        <Button onClick={() => location.reload()}>Reload</Button>
      </div>
    );
  }
}
