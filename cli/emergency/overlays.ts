/** What lies over a snapshot: the hold first, then kills ascending by flag. Pure. */
import type { Overlay } from '@flagforge/sdk/engine';

export type Hold = Overlay & { readonly kind: 'hold' };

export const isKilledByOverlay = (overlays: readonly Overlay[], flag: string): boolean =>
  overlays.some((overlay) => overlay.kind === 'kill' && overlay.flag === flag);

/** The flags that are killed by overlays, ascending. */
export function killsOf(overlays: readonly Overlay[]): string[] {
  return overlays.flatMap((overlay) => (overlay.kind === 'kill' ? [overlay.flag] : []));
}

export function holdOf(overlays: readonly Overlay[]): Hold | null {
  return overlays.find((overlay): overlay is Hold => overlay.kind === 'hold') ?? null;
}

/** Kills of these flags and this hold, in the order that the snapshot's hash is over. */
export function overlaysOf(kills: Iterable<string>, hold: Hold | null): Overlay[] {
  const flags = [...new Set(kills)].sort();
  return [...(hold === null ? [] : [hold]), ...flags.map((flag): Overlay => ({ kind: 'kill', flag }))];
}
