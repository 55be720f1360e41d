import type { Json, Path } from '@flagforge/sdk/engine';
import type { Args, Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import type { Attribute } from '../model.ts';
import { type NumberSources, writtenNumber } from '../yaml/to-data.ts';

/** What flags and segments need to know of flagforge.yaml. */
export interface ConditionSettings {
  readonly unit: Path;
  /** null: not declared, conditions are not type-checked. */
  readonly attributes: readonly Attribute[] | null;
}

/** One file while its model is built: findings are collected, not thrown. */
export interface BuildContext {
  readonly file: string;
  readonly numbers: NumberSources;
  readonly findings: Finding[];
  readonly settings: ConditionSettings;
}

/** Any map of plain data. */
export type DataMap = { readonly [key: string]: Json };

/** The builders run on misshapen data too (so that one run shows every mistake), so they never trust a type. */
export function asMap(value: Json | undefined): DataMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as DataMap) : {};
}

export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

export function asText(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** Texts of a list, anything else left out. */
export function textsOf(value: Json | undefined): string[] {
  return asList(value).filter((item): item is string => typeof item === 'string');
}

/** Adds a finding at a path of the file's document. */
export function report(
  context: BuildContext,
  code: string,
  path: YamlPath,
  args: Args = {},
  more: { on?: 'key' | 'value'; span?: readonly [number, number]; fix?: Finding['fix'] } = {},
): void {
  const place = { path, ...(more.on && { on: more.on }), ...(more.span && { span: more.span }) };
  const finding: Finding = { code, file: context.file, place, args };
  context.findings.push(more.fix === undefined ? finding : { ...finding, fix: more.fix });
}

/** A number as written in the file, e.g. `007`. */
export function writtenAt(context: BuildContext, holder: object, key: string | number, value: number): string {
  return writtenNumber(context.numbers, holder, key, value);
}
