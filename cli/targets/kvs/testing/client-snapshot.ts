import { canonicalJson } from '@flagforge/sdk/snapshot';
import { compileProject, snapshotText, versionSnapshot } from '../../../compile/index.ts';
import { nodeSha256 } from '../../../project.ts';
import { sha256 } from '../../held-document.ts';
import type { Place, TargetDocument } from '../../target.ts';

/** A flag that client keys may see, and how much there is of it: a list so long takes pages of its own. */
export interface ClientFlag {
  readonly key: string;
  readonly serves: 'on' | 'off';
  readonly targets?: number;
}

/** A snapshot with these flags, as a publisher offers it. */
export function clientSnapshot(place: Place, version: number, flags: readonly ClientFlag[]): TargetDocument {
  const { organization, project, environment } = place;
  const files = [
    {
      path: 'flagforge.yaml',
      text: `version: 1\norganization: ${organization}\nproject: ${project}\nunit: userId\nenvironments: { ${environment}: {} }\n`,
    },
    ...flags.map(({ key, serves, targets = 0 }) => {
      const units = Array.from({ length: targets }, (_, i) => `user-${key}-${i}`);
      const listed = units.length === 0 ? '' : `, targets: { on: [${units.join(', ')}] }`;
      return {
        path: `${key}.yaml`,
        text: `description: ${key}\nowner: team\ntype: boolean\nkind: permanent\nclient: true\nenvironments:\n  ${environment}: { enabled: true, default: ${serves}${listed} }\n`,
      };
    }),
  ];
  const { snapshots, diagnostics } = compileProject(files, { now: 0, sha256: nodeSha256 });
  const content = snapshots.get(environment);
  if (content === undefined) throw new Error(`the test project has errors: ${JSON.stringify(diagnostics)}`);
  const commit = nodeSha256(String(version)).slice(0, 40);
  const snapshot = versionSnapshot(content, { version, commit, overlays: [], sha256: nodeSha256, sign: null });
  return { place, kind: 'snapshot', version, hash: snapshot.hash, body: snapshotText(snapshot) };
}

/** The document of keys with these client keys, and a server key that must never get to the edge. */
export function clientKeys(place: Place, version: number, names: readonly string[]): TargetDocument {
  const { environment } = place;
  const keys = [
    ...names.map((name) => ({ id: name, hash: sha256(`ff_client_${name}`), kind: 'client', environment })),
    { id: 'server', hash: sha256('ff_server_secret'), kind: 'server', environment },
  ];
  const body = canonicalJson({ keys });
  return { place, kind: 'keys', version, hash: sha256(body), body };
}
