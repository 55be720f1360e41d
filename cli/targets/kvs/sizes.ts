import { budgetOf, type PackedSnapshot } from '@flagforge/edge/pack';

/** `3.2 MB`, `48 kB`, `900 bytes`: of 1,024 each, as AWS counts. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1000 ? `${Math.ceil(kilobytes)} kB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

/** `search-v2 (120 kB), banner (3 kB)`: the flags that take most of a store. */
export function largestFlags(packed: Pick<PackedSnapshot, 'bytes' | 'flagBytes'>): string {
  return budgetOf(packed)
    .largest.map(({ flag, bytes }) => `${flag} (${sizeText(bytes)})`)
    .join(', ');
}
