import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** A server of one page, for tests. */
export interface ServedPage {
  /** `http://127.0.0.1:39215/` */
  readonly url: string;
  close(): void;
}

/** Nothing inline, no style element or attribute, no text as HTML. */
const STRICT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; require-trusted-types-for 'script'; trusted-types 'none'";

/** Rules of a page that would reach everything, if they could. */
const STYLES = `
* { display: inline !important; color: red !important; letter-spacing: 9px !important; font-size: 60px !important }
html { font-size: 62.5%; writing-mode: vertical-rl; direction: rtl }
[hidden] { display: block !important }
button { visibility: hidden !important }
flagforge-toolbar { opacity: 0 !important; transform: scale(0) !important }
body { margin: 0; background: canvas }
`;

const pageWith = (styles: string): string => `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
  <title>Shop</title>${styles}
</head>
<body>
  <main><h1>Shop</h1><p>What the shop has.</p></main>
  <script type="module" src="/page.js"></script>
</body>
</html>`;

const SDK = fileURLToPath(new URL('../..', import.meta.url));
const ENTRIES = ['web', 'toolbar'].map((name) => [`@flagforge/sdk/${name}`, `${SDK}${name}/index.ts`] as const);

/**
 * Serves a script in a page under a strict policy. With `/?styled` the page's own styles try to reach into what is on it.
 * @param script its file, or its text, which imports the SDK as users do
 */
export async function servePage(script: URL | string): Promise<ServedPage> {
  const source: BuildOptions =
    typeof script === 'string'
      ? { stdin: { contents: script, resolveDir: SDK, loader: 'ts' }, alias: Object.fromEntries(ENTRIES) }
      : { entryPoints: [fileURLToPath(script)] };
  const bundle = await build({ ...source, bundle: true, format: 'esm', write: false });
  const bundled = bundle.outputFiles[0]?.text ?? '';
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://page');
    const [type, text] = {
      '/': [
        'text/html',
        pageWith(searchParams.has('styled') ? '<link rel="stylesheet" href="/page.css">' : ''),
      ] as const,
      '/page.js': ['text/javascript', bundled] as const,
      '/page.css': ['text/css', STYLES] as const,
    }[pathname] ?? ['text/plain', ''];
    response.setHeader('content-type', `${type}; charset=utf-8`);
    response.setHeader('content-security-policy', STRICT_POLICY);
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
