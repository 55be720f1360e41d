import type { ReactNode } from 'react';
import type { CheckJson, RequestJson } from '../../../api/change-request-json.ts';
import { isPageProblem, type PageContext } from '../../../api/page-context.ts';
import { RiskPill } from '../../parts/change/risk-pill.tsx';
import { Waits } from './waits.tsx';

interface Props {
  readonly context: PageContext;
  readonly number: number;
}

const LEVELS = ['low', 'medium', 'high'] as const;

/** How an open request of the list stands: its risk, what it waits for and of whom. Streamed: the list does not wait. */
export async function RequestStanding({ context, number }: Props): Promise<ReactNode> {
  const request = await readRequest(context, number);
  if (request === null) return null;
  const { check, diff } = request;
  const levels = (diff?.environments ?? []).filter(({ isChanged }) => isChanged).map(({ risk }) => risk.level);
  const highest = LEVELS.findLast((level) => levels.includes(level));
  return (
    <span className="flex flex-wrap items-center gap-2">
      {highest !== undefined && highest !== 'low' && <RiskPill level={highest} />}
      <Waits check={check} />
      {check !== null && <Whom check={check} />}
    </span>
  );
}

function Whom({ check: { demands } }: { readonly check: CheckJson }): ReactNode {
  const people = [...new Set(demands.flatMap(({ isMet, couldApprove }) => (isMet ? [] : couldApprove)))];
  if (people.length === 0) return null;
  const [first, ...others] = people;
  return (
    <span className="text-xs text-text-3 [overflow-wrap:anywhere]">
      {first}
      {others.length > 0 && ` or ${others.length} other${others.length === 1 ? '' : 's'}`}
    </span>
  );
}

/** One that cannot be read does not take the list with it. */
async function readRequest(context: PageContext, number: number): Promise<RequestJson | null> {
  try {
    const asking = { params: { number: String(number) } };
    return (await context.read('/v1/change-requests/{number}', asking)).changeRequest;
  } catch (error) {
    if (isPageProblem(error)) return null;
    throw error;
  }
}
