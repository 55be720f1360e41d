import { shortName } from './short-names.ts';

/** What a pointer says of itself. */
export interface DescribedPointer {
  /** 0: it holds keys alone. */
  readonly packFormat: number;
  /** 0: nothing was published yet. */
  readonly version: number;
}

/** null: this is no pointer. */
export function describePointer(value: string): DescribedPointer | null {
  let members: unknown;
  try {
    members = JSON.parse(value);
  } catch {
    return null;
  }
  if (typeof members !== 'object' || members === null) return null;
  const { [shortName('packFormat')]: packFormat, [shortName('version')]: version } = members as Readonly<
    Record<string, unknown>
  >;
  return typeof packFormat === 'number' && typeof version === 'number' ? { packFormat, version } : null;
}
