/** Runs in the page of the bindings' tests, bundled once with React 18 and once with React 19. */
import * as React from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server.browser';
import type { Client, ClientOptions, Results } from '../../web/client.ts';
import { createClient } from '../../web/create-client.ts';
import { createScriptedFetch, type ScriptedFetch } from '../../web/testing/scripted-fetch.ts';
import { FlagProvider, useClient, useFlag, useFlagDetails, useFlags } from '../index.ts';

const { createElement: h } = React;

interface Made {
  readonly client: Client;
  readonly net: ScriptedFetch;
}

const ON = { value: true, variant: 'on', reason: 'default' } as const;
const OFF = { value: false, variant: 'off', reason: 'default' } as const;

/** How often each component rendered, by name. */
const renders: Record<string, number> = {};

function Flag({ name }: { readonly name: string }) {
  renders[name] = (renders[name] ?? 0) + 1;
  return h('p', { id: name }, `${name} ${useFlag(name, false)}`);
}

function Several() {
  renders['several'] = (renders['several'] ?? 0) + 1;
  const { a, b } = useFlags({ a: false, b: 'text' });
  return h('p', { id: 'several' }, `${a} ${b}`);
}

/** Reads two flags that no other component reads. */
function Both() {
  const { c, d } = useFlags({ c: false, d: false });
  return h('p', null, `${c} ${d}`);
}

function Detailed({ name = 'a' }: { readonly name?: string }) {
  return h('p', { id: 'details' }, JSON.stringify(useFlagDetails(name, false)));
}

function Forcer() {
  const client = useClient();
  return h('button', { onClick: () => client.override('a', 'off') }, 'force');
}

function make(options: Partial<ClientOptions> = {}): Made {
  const net = createScriptedFetch();
  const client = createClient({
    ...{ url: 'https://flags.test', key: 'ff_client_x', storage: null, usage: false, fetch: net.fetch },
    ...options,
  }) as Client;
  return { client, net };
}

const put = (net: ScriptedFetch, version: number, flags: Results['flags']): void =>
  net.last().event('put', `${version}.aa-0`, { version, flags });

let root: Root | undefined;

/** Renders in place of what was there. */
function show(node: React.ReactNode): void {
  root ??= createRoot(document.querySelector('main') as Element);
  root.render(node);
}

function clear(): void {
  root?.unmount();
  root = undefined;
  document.querySelector('main')?.replaceChildren();
  for (const name of Object.keys(renders)) delete renders[name];
}

/** Puts what a server rendered on the page, and hydrates it. React 19 tells of what did not match by the callback alone. */
function hydrate(html: string, node: React.ReactNode): void {
  const main = document.querySelector('main') as HTMLElement;
  main.innerHTML = html;
  root = hydrateRoot(main, node, { onRecoverableError: (error) => console.error(`${error}`) });
}

export const reactPage = {
  ...{ version: React.version, React, h, ON, OFF, renders, make, put, show, clear, hydrate, renderToString },
  ...{ FlagProvider, Flag, Several, Both, Detailed, Forcer, useFlag },
};

declare global {
  var bindings: typeof reactPage;
}
globalThis.bindings = reactPage;
