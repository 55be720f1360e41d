import type { FlagType, Json } from '@flagforge/sdk/engine';
import { parseDate } from '@flagforge/sdk/engine';
import type { FlagSource } from '../model.ts';
import { asList, asMap, asText, type BuildContext, type DataMap, report, textsOf } from './build-context.ts';
import { readEnvironment } from './environment.ts';

/** A boolean flag's variants are these, in this order, whether written or not. */
const BOOLEAN_VARIANTS = [
  { name: 'on', value: true },
  { name: 'off', value: false },
] as const;

/**
 * The model of a flag file. Reports FF11xx for what a JSON Schema cannot say, and the problems of its conditions.
 * The result counts only when neither this nor the shape check found an error.
 */
export function buildFlag(key: string, data: Json, context: BuildContext): FlagSource {
  const map = asMap(data);
  const type = (asText(map['type']) ?? 'boolean') as FlagType;
  return {
    key,
    file: context.file,
    description: asText(map['description']),
    type,
    owner: asText(map['owner']),
    tags: textsOf(map['tags']),
    kind: asText(map['kind']) as FlagSource['kind'],
    expires: readExpires(map, context),
    client: map['client'] === true,
    killable: map['killable'] !== false,
    variants: readVariants(map, type, context),
    off: asText(map['off']) ?? (type === 'boolean' ? 'off' : ''),
    killed: map['killed'] === true,
    archived: map['archived'] === true,
    requires: asList(map['requires']).map((item) => {
      return { flag: asText(asMap(item)['flag']) ?? '', variant: asText(asMap(item)['variant']) ?? '' };
    }),
    schema: map['schema'] ?? null,
    environments: Object.entries(asMap(map['environments'])).map(([name, value]) => {
      return readEnvironment(name, value, type, ['environments', name], context);
    }),
  };
}

function readExpires(map: DataMap, context: BuildContext): string | null {
  const expires = asText(map['expires']);
  if (expires !== null && /^\d{4}-\d{2}-\d{2}$/.test(expires) && parseDate(expires) === null) {
    report(context, 'FF1115', ['expires'], { value: expires });
  }
  return expires;
}

function readVariants(map: DataMap, type: FlagType, context: BuildContext): FlagSource['variants'] {
  const written = map['variants'];
  if (written === undefined && type === 'boolean') return BOOLEAN_VARIANTS;
  const variants = Object.entries(asMap(written)).map(([name, value]) => ({ name, value }));
  if (type === 'boolean' && variants.length === 2 && variants[0]?.name === 'off' && variants[1]?.name === 'on') {
    report(context, 'FF1114', ['variants'], {}, { fix: { text: '{ on: true, off: false }' } });
  }
  return variants;
}
