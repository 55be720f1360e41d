import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { devRoutes } from '../routes/dev.ts';
import { ROUTES } from '../routes/routes.ts';
import { signInRoute } from '../routes/sign-in.ts';
import { DESCRIPTION } from './description.ts';

const DEV = devRoutes({ sessions: null, users: () => null, party: () => '', now: () => 0 });
const routes = [...ROUTES, signInRoute({ kind: 'local' }), ...DEV];

const operations = Object.entries(DESCRIPTION.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

test('every route is described, and nothing else is', () => {
  const names = (all: readonly { readonly method: string; readonly path: string }[]) =>
    all.map(({ method, path }) => `${method} ${path}`).sort();
  expect(names(operations)).toEqual(names(routes));
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
});

test('who needs a token is described as it is', () => {
  for (const { method, path, isOpen } of routes) {
    const found = operations.find((each) => each.method === method && each.path === path);
    expect(found?.operation.security?.length === 0, `${method} ${path}`).toBe(isOpen);
  }
  expect(routes.filter(({ isOpen }) => isOpen).map(({ path }) => path)).toEqual([
    ...['/v1/openapi.json', '/v1/sign-in', '/v1/dev/users', '/v1/dev/session'],
  ]);
});

test('names in paths are described, and every reference leads somewhere', () => {
  for (const { path, method, operation } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(
      described.map(({ name }) => name),
      `${method} ${path}`,
    ).toEqual(named);
  }
  const references = [...JSON.stringify(DESCRIPTION).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, to = '']) => to);
  expect(references.length).toBeGreaterThan(50);
  for (const to of references) {
    const found = to
      .split('/')
      .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], DESCRIPTION);
    expect(found, to).toBeDefined();
  }
});

test('every schema is one, and every write may be sent again with a key', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(DESCRIPTION, 'openapi');
  for (const name of Object.keys(DESCRIPTION.components.schemas))
    expect(() => ajv.compile({ $ref: `openapi#/components/schemas/${name}` }), name).not.toThrow();
  const isPure = (path: string): boolean => routes.some((each) => each.path === path && each.isPure === true);
  for (const { method, path, operation } of operations) {
    const takesKey = JSON.stringify(operation.parameters).includes('#/components/parameters/IdempotencyKey');
    expect(takesKey, `${method} ${path}`).toBe(method !== 'GET' && !path.startsWith('/v1/dev/') && !isPure(path));
  }
});
