import { type ReactNode, useId } from 'react';
import type { PolicyParts, RiskCounts } from '../../draft/operation.ts';
import { Button } from '../../parts/button.tsx';
import { CountField } from '../../parts/count-field.tsx';

interface Props {
  readonly environment: string;
  readonly policy: Required<PolicyParts>;
  readonly onChange: (part: PolicyParts) => void;
  readonly onClose: () => void;
}

/** From those who may most to those who may least. */
const ROLES = ['admin', 'editor', 'viewer'] as const;
const LEVELS = ['low', 'medium', 'high'] as const;
const MOST_APPROVALS = 20;

/** The rules of an environment as fields; each change is in the draft at once. */
export function PolicyEditor({ environment, policy, onChange, onClose }: Props): ReactNode {
  const id = useId();
  const { approvals, approvers, breakGlass, overrides } = policy;
  const isByRisk = approvals.low !== approvals.medium || approvals.medium !== approvals.high;
  const setCount = (level: keyof RiskCounts, count: number): void =>
    onChange({ approvals: { ...approvals, [level]: count } });
  const roles = (key: 'approvers' | 'breakGlass', title: string, given: readonly string[]): ReactNode => (
    <fieldset className="grid content-start gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{title}</legend>
      {ROLES.map((role) => (
        <label key={role} className="flex items-center gap-2 text-sm not-desk:min-h-10">
          <input
            type="checkbox"
            checked={given.includes(role)}
            onChange={(event) => {
              const kept = ROLES.filter((each) => (each === role ? event.target.checked : given.includes(each)));
              // As files write them: from those who may least.
              onChange({ [key]: kept.toReversed() });
            }}
          />
          {role}s
        </label>
      ))}
    </fieldset>
  );
  return (
    <fieldset className="grid gap-5 border-t border-line bg-bg px-4 py-4">
      <legend className="sr-only">Rules of {environment}</legend>
      <div className="grid gap-5 desk:grid-cols-3">
        <div className="grid content-start gap-1.5">
          <span className="text-sm font-medium" id={`${id}-approvals`}>
            Approvals, of people other than the authors
          </span>
          {isByRisk ? (
            LEVELS.map((level) => (
              <CountField
                key={level}
                label={`Approvals for ${level} risk`}
                value={approvals[level]}
                most={MOST_APPROVALS}
                onChange={(count) => setCount(level, count)}
              >
                for {level} risk
              </CountField>
            ))
          ) : (
            <CountField
              label="Approvals"
              value={approvals.low}
              most={MOST_APPROVALS}
              onChange={(count) => onChange({ approvals: { low: count, medium: count, high: count } })}
            >
              {approvals.low === 0 ? 'nobody else has to look' : 'for each change'}
            </CountField>
          )}
          <label className="flex items-center gap-2 text-sm not-desk:min-h-10">
            <input
              type="checkbox"
              checked={isByRisk}
              onChange={(event) => {
                const { low } = approvals;
                onChange({ approvals: { low, medium: low, high: event.target.checked ? low + 1 : low } });
              }}
            />
            more for riskier changes
          </label>
        </div>
        {roles('approvers', 'Whose approval counts', approvers)}
        {roles('breakGlass', 'Who may kill and roll back, without approval', breakGlass)}
      </div>
      <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1.5 text-sm">
        <legend className="mb-1.5 font-medium">Overrides by testers</legend>
        {(['denied', 'allowed'] as const).map((each) => (
          <label key={each} className="flex items-center gap-2 not-desk:min-h-10">
            <input
              type="radio"
              name={`${id}-overrides`}
              checked={overrides === each}
              onChange={() => onChange({ overrides: each })}
            />
            {each === 'denied' ? 'denied: everybody gets what the rules say' : 'allowed: testers choose for themselves'}
          </label>
        ))}
      </fieldset>
      <span className="ml-auto">
        <Button size="small" onPress={onClose}>
          Done
        </Button>
      </span>
    </fieldset>
  );
}
