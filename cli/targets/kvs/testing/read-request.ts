import type { IncomingHttpHeaders } from 'node:http';
import { OPERATIONS, type Operation, problemsOfMembers } from './service-model.ts';

/** A request as the service would read it, and what it would not like about it. */
export interface ReadRequest {
  readonly operation: Operation;
  /** By the names of the model. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

/** null: the service has no such call. */
export function readRequest(
  method: string,
  target: string,
  headers: IncomingHttpHeaders,
  body: string,
): ReadRequest | null {
  const url = new URL(target, 'http://localhost');
  const parts = url.pathname.split('/').slice(1);
  const operation = OPERATIONS.find(
    ({ method: own, path }) =>
      own === method &&
      path.length === parts.length &&
      path.every((part, i) => part.startsWith('{') || part === parts[i]),
  );
  if (operation === undefined) return null;
  const problems: string[] = [];
  const input: Record<string, unknown> = {};
  operation.path.forEach((part, index) => {
    if (part.startsWith('{')) input[part.slice(1, -1)] = decodeURIComponent(parts[index] ?? '');
  });
  for (const { name, place, as } of operation.input) {
    const header = headers[as.toLowerCase()];
    if (place === 'header' && header !== undefined) input[name] = header;
    const query = url.searchParams.get(as);
    if (place === 'query' && query !== null)
      input[name] = /^\d+$/.test(query) && name === 'MaxResults' ? Number(query) : query;
  }
  for (const [name] of url.searchParams)
    if (!operation.input.some(({ place, as }) => place === 'query' && as === name))
      problems.push(`?${name} is unknown`);
  if (body !== '') {
    const inBody = operation.input.filter(({ place }) => place === 'body');
    const members = JSON.parse(body) as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(members)) {
      if (inBody.some((member) => member.name === name)) input[name] = value;
      else problems.push(`the body's ${name} is unknown`);
    }
    if (headers['content-type'] !== 'application/json') problems.push('the body is not said to be JSON');
  }
  return { operation, input, problems: [...problems, ...problemsOfMembers(operation.input, input, operation.name)] };
}

const AUTHORIZATION =
  /^AWS4-ECDSA-P256-SHA256 Credential=[\w-]+\/\d{8}\/cloudfront-keyvaluestore\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{128,144}$/;

/** What is wrong with how a request is signed: SigV4a for all regions, over what must not be changed on its way. */
export function signatureProblems(headers: IncomingHttpHeaders, account: string): string[] {
  const [, signed = ''] = AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  const names = signed.split(';');
  const missing = [
    'host',
    'x-amz-date',
    'x-amz-region-set',
    ...(headers['if-match'] === undefined ? [] : ['if-match']),
  ];
  return [
    ...(signed === '' ? ['it is not signed with SigV4a'] : []),
    ...(headers['x-amz-region-set'] === '*' ? [] : ['it is not signed for all regions']),
    ...missing.filter((name) => !names.includes(name)).map((name) => `${name} is not signed`),
    ...(headers.host?.startsWith(`${account}.`) === true ? [] : ['the host does not begin with the account']),
  ];
}
