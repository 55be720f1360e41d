import type { Scope } from '@flagforge/sdk/engine/core';
import cloudfront from 'cloudfront';
import { PACK_FORMAT, PAGE_PREFIX, type PackedPointer } from '../pack/format.ts';
import { CONFIG } from './config.ts';
import { must } from './must.ts';

/** What one request is about, and what it has read. */
export interface EdgeScope extends Scope {
  readonly pointer: PackedPointer;
  readonly pages: Record<string, unknown>;
}

/** A value of the store. Rejects where there is none. */
async function read(name: string): Promise<unknown> {
  return cloudfront.kvs().get(name, { format: 'json' });
}

/**
 * Where a version begins, and what the engine evaluates in; the runtime's clock stands still while a function runs. Rejects
 * where there is no version, or one in a form that came later.
 */
export async function enter(context: Record<string, unknown>): Promise<EdgeScope> {
  const found = await read(CONFIG.root);
  const pointer = found as PackedPointer;
  must(pointer.packFormat === PACK_FORMAT);
  return { context, now: Date.now(), unitPaths: pointer.unitPaths, pointer, pages: {} } as unknown as EdgeScope;
}

/** A page, read once a request. */
export async function load(name: string, scope: EdgeScope): Promise<unknown> {
  if (scope.pages[name] === undefined) scope.pages[name] = await read(PAGE_PREFIX + name);
  return scope.pages[name];
}
