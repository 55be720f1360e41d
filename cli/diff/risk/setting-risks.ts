import type { SettingDiff } from '../project-diff.ts';
import type { FoundRisk, RiskCode } from './risk-table.ts';

const CODES: Readonly<Record<string, RiskCode>> = {
  access: 'access-changed',
  people: 'access-changed',
  organization: 'project-renamed',
  project: 'project-renamed',
};

/** What is risky in the settings that changed, for one environment. Groups and overrides are seen in what is served. */
export function settingRisks(environment: string, settings: readonly SettingDiff[]): readonly FoundRisk[] {
  const own = `environments.${environment}.`;
  return settings.flatMap(({ setting, text }): FoundRisk[] => {
    const code = Object.hasOwn(CODES, setting) ? CODES[setting] : undefined;
    if (code !== undefined) return [{ code, flag: null, text: `${setting}: ${text}` }];
    const isPolicy = setting.startsWith(own) && /^(?:approvals|approvers|breakGlass)/.test(setting.slice(own.length));
    return isPolicy ? [{ code: 'approvals-changed', flag: null, text: `${setting.slice(own.length)}: ${text}` }] : [];
  });
}
