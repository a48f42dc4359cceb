/** Somebody without an account: nobody has vouched for the name. */
export function GuestBadge() {
  return (
    <span className="flex-none rounded-full border border-line-strong px-1.5 text-xs font-normal leading-4.5 text-muted" title="Without an account">
      Guest
    </span>
  );
}
