import { compileProject, snapshotText, versionSnapshot } from '../../../compile/index.ts';
import { nodeSha256 } from '../../../project.ts';
import { sha256 } from '../../held-document.ts';
import type { Place, TargetDocument } from '../../target.ts';

/** The client key of tests. */
export const CLIENT_KEY = 'ff_client_edge';

/**
 * A snapshot of so many text flags, each of which serves what its version gives it: `flag-3` of version 7 serves `v7` where
 * 3 is among the changed ones, else `v0`.
 */
export function edgeSnapshot(place: Place, version: number, values: readonly number[]): TargetDocument {
  const { organization, project, environment } = place;
  const config = `version: 1\norganization: ${organization}\nproject: ${project}\nunit: userId\nenvironments: { ${environment}: {} }\n`;
  const files = values.map((value, i) => ({
    path: `flag-${i}.yaml`,
    text: `description: Flag\nowner: team\ntype: string\nkind: permanent\nclient: true\nvariants: { a: v${value}, b: none }\noff: b\nenvironments:\n  ${environment}: { enabled: true, default: a }\n`,
  }));
  const compiled = compileProject([{ path: 'flagforge.yaml', text: config }, ...files], { now: 0, sha256: nodeSha256 });
  const content = compiled.snapshots.get(environment);
  if (content === undefined) throw new Error(`the test project has errors: ${JSON.stringify(compiled.diagnostics)}`);
  const commit = nodeSha256(String(version)).slice(0, 40);
  const snapshot = versionSnapshot(content, { version, commit, overlays: [], sha256: nodeSha256, sign: null });
  return { place, kind: 'snapshot', version, hash: snapshot.hash, body: snapshotText(snapshot) };
}

/** The keys of a place: one client key, and a server key that must not get to the edge. */
export function edgeKeys(place: Place, version: number): TargetDocument {
  const keys = [
    { id: 'a', kind: 'client', hash: sha256(CLIENT_KEY), environment: place.environment },
    { id: 'b', kind: 'server', hash: sha256('ff_server_edge'), environment: place.environment },
  ];
  const body = JSON.stringify({ keys });
  return { place, kind: 'keys', version, hash: sha256(body), body };
}
