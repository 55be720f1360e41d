import { compileProject, snapshotText, versionSnapshot } from '../../compile/index.ts';
import { nodeSha256 } from '../../project.ts';
import type { Place, TargetDocument } from '../target.ts';

/** A snapshot with one flag, as a publisher offers it; for tests only. */
export function testSnapshot({ organization, project, environment }: Place, version: number): TargetDocument {
  const config = `version: 1\norganization: ${organization}\nproject: ${project}\nunit: userId\nenvironments: { ${environment}: {} }\n`;
  const flag = `description: Search\nowner: team\ntype: boolean\nkind: permanent\nenvironments:\n  ${environment}: { enabled: true, default: on }\n`;
  const files = [
    { path: 'flagforge.yaml', text: config },
    { path: 'search.yaml', text: flag },
  ];
  const content = compileProject(files, { now: 0, sha256: nodeSha256 }).snapshots.get(environment);
  if (content === undefined) throw new Error('the test project has errors');
  const commit = nodeSha256(String(version)).slice(0, 40);
  const snapshot = versionSnapshot(content, { version, commit, overlays: [], sha256: nodeSha256, sign: null });
  const place = { organization, project, environment };
  return { place, kind: 'snapshot', version, hash: snapshot.hash, body: snapshotText(snapshot) };
}
