import { withoutSecrets } from '../../compile/rules/secrets.ts';
import { blocksOf } from './blocks.ts';
import type { DiffReport } from './report.ts';
import { isChange, summaryOf } from './words.ts';

/** What a change does, for programs: the report itself, each environment with its summary in words and its samples. */
export function renderJson(report: DiffReport): string {
  const { base, head, directory, diff, samples, approvals } = report;
  const environments = diff.environments.map((environment) => ({
    environment: environment.environment,
    presence: environment.presence,
    isChanged: environment.isChanged,
    summary: summaryOf(environment),
    risk: environment.risk,
    text: blocksOf(report, environment).map(({ name, lines }) => ({ name, lines })),
    items: environment.items,
    affected: environment.affected,
  }));
  const document = {
    ...{ base, head, directory },
    isChanged: isChange(report),
    ...{ environments, settings: diff.settings, attributes: diff.attributes, samples, approvals },
  };
  const shown = (_: string, value: unknown): unknown => (typeof value === 'string' ? withoutSecrets(value) : value);
  return `${JSON.stringify(document, shown, 2)}\n`;
}
