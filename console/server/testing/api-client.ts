/** Calls the API as a console does, and holds each answer to the description; for tests only. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { DESCRIPTION, type Operation } from '../description/description.ts';

/** The members that answers have between them. That each has those it should, its schema says. */
export interface AnswerBody {
  readonly code: string;
  readonly detail: string;
  readonly hints: readonly string[];
  readonly diagnostics: readonly { readonly code: string; readonly file: string }[];
  readonly token: string;
  readonly key: string;
  readonly commit: string;
  readonly source: string;
  readonly next: string | number | null;
  readonly changeRequest: ShownRequest;
  readonly changeRequests: readonly ShownRequest[];
  readonly projects: readonly { readonly project: string }[];
  readonly environments: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly published: object | null;
  }[];
  readonly flags: readonly {
    readonly key: string;
    readonly environments: Readonly<Record<string, { summary: string }>>;
  }[];
  readonly entries: readonly { readonly seq: number; readonly action: string }[];
  readonly keys: readonly { readonly id: string; readonly environment: string; readonly status: string }[];
  readonly id: string;
}

interface ShownRequest {
  readonly number: number;
  readonly title: string;
  readonly url: string | null;
  readonly head: string;
  readonly baseCommit: string;
  readonly mergeCommit: string | null;
  readonly state: string;
  readonly check: { readonly isApproved: boolean; readonly demands: readonly object[] } | null;
  readonly files: readonly { readonly path: string; readonly before: string | null; readonly after: string | null }[];
  readonly diff: { readonly environments: readonly { readonly environment: string; readonly isChanged: boolean }[] };
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: AnswerBody;
  readonly headers: Headers;
}

export interface ApiClient {
  /** @param token null: none. */
  call(
    token: string | null,
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer>;
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).addSchema(DESCRIPTION, 'openapi');
const compiled = new Map<string, ValidateFunction>();

export function createApiClient(url: string): ApiClient {
  return {
    async call(token, method, path, body, headers = {}) {
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
        // It has no end of its own, and what is in it has its own tests.
        await response.body?.cancel();
        return { status: response.status, body: {} as AnswerBody, headers: response.headers };
      }
      const text = await response.text();
      const answer = { status: response.status, body: JSON.parse(text) as AnswerBody, headers: response.headers };
      const wrong = notAsDescribed(method, path, answer);
      if (wrong !== null)
        throw new Error(`${method} ${path} answered ${response.status} ${text.slice(0, 2_000)}\n${wrong}`);
      return answer;
    },
  };
}

/** What of an answer is not as the description has it; null: nothing. */
function notAsDescribed(method: string, path: string, { status, body, headers }: ApiAnswer): string | null {
  const [pointer, operation] = operationOf(method, path.split('?')[0] ?? '') ?? [null, null];
  const type = headers.get('content-type') ?? '';
  if (status >= 400) {
    if (!type.startsWith('application/problem+json')) return `its type is ${type}`;
    return validate('#/components/schemas/Problem', body);
  }
  if (operation === null || pointer === null) return 'no such route is described';
  if (!type.startsWith('application/json')) return `its type is ${type}`;
  if (operation.responses[String(status)] === undefined) return `${status} is not described`;
  return validate(`${pointer}/responses/${status}/content/application~1json/schema`, body);
}

function operationOf(method: string, path: string): readonly [string, Operation] | null {
  for (const [template, methods] of Object.entries(DESCRIPTION.paths)) {
    const pattern = new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
    const operation = methods[method.toLowerCase()];
    if (pattern.test(path) && operation !== undefined)
      return [
        `#/paths/${template.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method.toLowerCase()}`,
        operation,
      ];
  }
  return null;
}

function validate(pointer: string, value: unknown): string | null {
  const check = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi${pointer}` });
  compiled.set(pointer, check);
  return check(value) ? null : ajv.errorsText(check.errors, { separator: '\n' });
}
