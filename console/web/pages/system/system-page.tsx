import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { KillTimes, PublishTimes } from './live-times.tsx';
import { StillSafe } from './still-safe.tsx';
import { SystemStatus } from './system-status.tsx';

/** What is served where, what is not as it should be, how long changes take, and what holds when something is down. */
export async function systemPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const project = params.project ?? '';
  const [status, times] = await Promise.all([context.read('/v1/status'), context.read('/v1/status/times')]);
  return (
    <div className="grid min-w-0 gap-4">
      <SystemStatus given={status} />
      <div className="grid min-w-0 items-start gap-4 wide:grid-cols-2">
        <PublishTimes project={project} publishes={times.publishes} now={context.now} />
        <KillTimes project={project} kills={times.kills} now={context.now} />
      </div>
      <StillSafe status={status} />
    </div>
  );
}
