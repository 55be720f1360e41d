import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { minify } from 'terser';
import { PACKED_NAMES } from '../pack/packed-names.ts';
import { toArrows } from './to-arrows.ts';

/** What the runtime's language lacks: esbuild lowers what it can and refuses the rest. */
const SUPPORTED = {
  destructuring: false,
  'for-of': false,
  class: false,
  'default-argument': false,
  'array-spread': false,
  'object-rest-spread': false,
  'optional-chain': false,
  'nullish-coalescing': false,
  'optional-catch-binding': false,
  bigint: false,
  generator: false,
};

/** The name that stands for the configuration. */
export const CONFIG_PLACE = '__CONFIG__';

/** The runtime wants its imports first. */
function importsFirst(code: string): string {
  const imports = code.match(/\bimport \w+ from ?"[^"]+";/g) ?? [];
  return imports.join('') + imports.reduce((rest, line) => rest.replace(line, ''), code);
}

/**
 * The function's text: handler, and of the engine what decides, without what is there for speed, for explanations and for
 * values that no JSON holds. Names of packed properties become the packer's.
 */
export async function bundleFunction(): Promise<string> {
  const entry = fileURLToPath(new URL('../function/handler.ts', import.meta.url)).replace('/dist/', '/');
  const bundle = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2017',
    conditions: ['@flagforge/source'],
    external: ['cloudfront', 'crypto'],
    charset: 'utf8',
    legalComments: 'none',
    minifySyntax: true,
    dropLabels: ['fast', 'host', 'trace'],
    mangleProps: new RegExp(`^(?:${Object.keys(PACKED_NAMES).join('|')})$`),
    mangleCache: { ...PACKED_NAMES },
    supported: SUPPORTED,
  });
  const code = toArrows((bundle.outputFiles[0]?.text ?? '').replace(/export \{[^}]*\};?/, ''));
  // A call of one of these must not be replaced by what it does: the edge knows no async function inside another.
  const asyncs = [...code.matchAll(/async function (\w+)/g)].flatMap(([, name]) => name ?? []);
  const { code: small = '' } = await minify(code, {
    module: true,
    toplevel: true,
    ecma: 2017,
    compress: {
      passes: 5,
      unsafe: true,
      unsafe_methods: true,
      pure_getters: true,
      keep_fargs: false,
      top_retain: asyncs,
    },
    mangle: { toplevel: true, reserved: ['handler', CONFIG_PLACE] },
  });
  return importsFirst(small);
}
