import type { ReactNode } from 'react';
import type { AuditEntryJson } from '../../../api/audit-json.ts';

/** Members that are shown of a difference; the rest is in the raw entry. */
const MOST = 100;

/** Where the old and the new state of what an entry is about differ, member by member. */
export function StateDifferences({
  entry: { differences, oldState, newState },
}: {
  readonly entry: AuditEntryJson;
}): ReactNode {
  if (oldState === null && newState !== null) return <p className="text-text-2">It was not there before.</p>;
  if (newState === null && oldState !== null) return <p className="text-text-2">It is gone.</p>;
  if (differences.length === 0) return <p className="text-text-2">The states are equal.</p>;
  return (
    <div className="overflow-x-auto rounded-2 border border-line bg-surface">
      <table className="w-full border-collapse font-mono text-xs/5.5">
        <caption className="sr-only">Where the old and the new state differ</caption>
        <tbody>
          {differences.slice(0, MOST).map(({ path, before, after }) => (
            <Difference key={path} path={path} before={before} after={after} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Difference({
  path,
  before,
  after,
}: {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}): ReactNode {
  return (
    <>
      <tr className="bg-sunken text-text-3">
        <td className="w-6" />
        <th scope="rowgroup" className="px-2 text-left font-normal">
          {path === '' ? 'all of it' : path}
        </th>
      </tr>
      {before !== undefined && (
        <tr className="bg-danger-soft">
          <td className="text-center font-bold text-danger">−</td>
          <td className="px-2 whitespace-pre-wrap [overflow-wrap:anywhere]">
            <span className="sr-only">was </span>
            {JSON.stringify(before)}
          </td>
        </tr>
      )}
      {after !== undefined && (
        <tr className="bg-ok-soft">
          <td className="text-center font-bold text-ok">+</td>
          <td className="px-2 whitespace-pre-wrap [overflow-wrap:anywhere]">
            <span className="sr-only">is </span>
            {JSON.stringify(after)}
          </td>
        </tr>
      )}
    </>
  );
}
