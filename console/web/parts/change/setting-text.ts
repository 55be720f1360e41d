import type { DiffJson } from '../../../api/change-request-json.ts';

const NAMES: Readonly<Record<string, string>> = {
  approvals: 'approvals',
  approvers: 'who may approve',
  breakGlass: 'who may kill and roll back',
  overrides: 'overrides by testers',
  access: 'roles',
  people: 'people',
  groups: 'groups',
  unit: 'what rollouts hash',
};

/** A change of the project's settings as it is read aloud: `production: approvals 1 → 2`. */
export function settingText({ setting, text }: DiffJson['settings'][number]): string {
  const said = text.replaceAll(' -> ', ' → ');
  const [first = '', environment = '', key = ''] = setting.split(/^(environments)\.(.+)\.([^.]+)$/).filter(Boolean);
  if (first === 'environments' && key !== '') return `${environment}: ${NAMES[key] ?? key} ${said}`;
  return `${NAMES[setting] ?? setting}: ${said}`;
}
