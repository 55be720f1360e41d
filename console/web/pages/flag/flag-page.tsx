import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';

/** One flag: what each environment serves, and why. */
export async function flagPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const flag = await context.read('/v1/flags/{id}', { params: { id: params.flag ?? '' } });
  return (
    <div className="grid gap-4">
      <h1 className="font-mono text-2xl">{flag.key}</h1>
      <p className="text-text-2">{flag.description}</p>
      <pre className="overflow-x-auto rounded-2 bg-sunken p-4 font-mono text-sm">{flag.source}</pre>
    </div>
  );
}
