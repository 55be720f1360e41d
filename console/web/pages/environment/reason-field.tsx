import type { ReactNode } from 'react';

interface Props {
  readonly value: string;
  /** What others will want to know. */
  readonly hint: string;
  readonly onChange: (value: string) => void;
}

/** Why something is done without the approval of others; it stays in the audit log for good. */
export const ReasonField = ({ value, hint, onChange }: Props): ReactNode => (
  <label className="grid gap-1 text-sm font-medium">
    Reason, for the audit log
    <textarea
      rows={2}
      value={value}
      maxLength={1_000}
      placeholder={hint}
      onChange={(event) => onChange(event.target.value)}
      className="rounded-2 border border-control bg-surface px-3 py-2 font-normal"
    />
  </label>
);
