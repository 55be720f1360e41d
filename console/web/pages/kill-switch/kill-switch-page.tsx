import type { ReactNode } from 'react';
import type { EnvironmentJson } from '../../../api/environment-json.ts';
import type { FlagJson } from '../../../api/flag-json.ts';
import { isPageProblem, type PageContext } from '../../../api/page-context.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Card } from '../../parts/card.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { FlagFinder } from './flag-finder.tsx';
import { KillPanel } from './kill-panel.tsx';

/** Off for everybody, found in a hurry: what is killed now, and any flag by a few letters. */
export async function killSwitchPage(
  context: PageContext,
  params: Readonly<Record<string, string>>,
): Promise<ReactNode> {
  const project = params.project ?? '';
  const wanted = context.search.get('flag') ?? '';
  const [{ environments }, flag] = await Promise.all([context.read('/v1/environments'), readFlag(context, wanted)]);
  return (
    <div className="mx-auto grid max-w-[52rem] min-w-0 gap-4">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold tracking-[-0.011em]">Kill switch</h1>
        <p className="text-text-2">
          Off for everybody within a second, without approval, with a reason. It is audited, and can be taken back at
          any time.
        </p>
      </div>
      <FlagFinder key={wanted} project={project} chosen={wanted} />
      {wanted !== '' && flag === null && (
        <p role="status" className="text-text-2">
          There is no flag <code className="font-mono">{wanted}</code>.
        </p>
      )}
      {flag !== null && <KillPanel project={project} flag={flag} environments={environments} />}
      <KilledNow project={project} environments={environments} />
    </div>
  );
}

/** null: there is none of that key. */
async function readFlag(context: PageContext, id: string): Promise<FlagJson | null> {
  if (id === '') return null;
  try {
    return await context.read('/v1/flags/{id}', { params: { id } });
  } catch (error) {
    if (isPageProblem(error) && error.problem.status === 404) return null;
    throw error;
  }
}

interface KilledProps {
  readonly project: string;
  readonly environments: readonly EnvironmentJson[];
}

function KilledNow({ project, environments }: KilledProps): ReactNode {
  const killed = environments.flatMap(({ name, published }) =>
    (published?.kills ?? []).map((flag) => ({ name, flag })),
  );
  return (
    <Card title="Killed now" isPadded={false}>
      {killed.length === 0 ? (
        <p className="px-4 py-3 text-sm text-text-3">No flag is killed by a switch.</p>
      ) : (
        <ul className="divide-y divide-line text-sm">
          {killed.map(({ name, flag }) => (
            <li key={`${name} ${flag}`} className="flex flex-wrap items-center gap-2 px-4 py-2.5">
              <Glyph name="killed" />
              <a
                href={`${pagePath('killSwitch', { project })}?flag=${encodeURIComponent(flag)}`}
                className="font-mono font-semibold text-accent hover:underline"
              >
                {flag}
              </a>
              <span className="text-text-2">in {name}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
