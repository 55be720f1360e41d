import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { parse } from 'yaml';

/** The bodies of OFREP that are told apart, and the data of its events. */
export type OfrepBody = 'single' | 'single-failure' | 'not-found' | 'bulk' | 'bulk-failure' | 'event';

type Validators = Readonly<Record<OfrepBody, ValidateFunction>>;

const METADATA = { type: 'object', additionalProperties: { type: ['boolean', 'string', 'number'] } };

const failure = (codes: readonly string[]) => ({
  type: 'object',
  required: ['key', 'errorCode', 'errorDetails'],
  properties: {
    key: { type: 'string' },
    errorCode: { enum: codes },
    errorDetails: { type: 'string', minLength: 1 },
    metadata: METADATA,
  },
  additionalProperties: false,
});

const SUCCESS = {
  type: 'object',
  required: ['key', 'value', 'reason', 'variant', 'metadata'],
  properties: {
    key: { type: 'string', minLength: 1 },
    value: true,
    reason: { enum: ['STATIC', 'DEFAULT', 'TARGETING_MATCH', 'SPLIT', 'DISABLED'] },
    variant: { type: 'string', minLength: 1 },
    metadata: METADATA,
  },
  additionalProperties: false,
};

const EVENT_STREAM = {
  type: 'object',
  required: ['type', 'inactivityDelaySec'],
  properties: {
    type: { const: 'sse' },
    url: { type: 'string', format: 'uri' },
    endpoint: {
      type: 'object',
      required: ['requestUri'],
      properties: { requestUri: { type: 'string', pattern: '^/' } },
      additionalProperties: false,
    },
    inactivityDelaySec: { type: 'integer', minimum: 1 },
  },
  oneOf: [{ required: ['url'] }, { required: ['endpoint'] }],
  additionalProperties: false,
};

const FAILURES = ['PARSE_ERROR', 'TARGETING_KEY_MISSING', 'INVALID_CONTEXT', 'GENERAL', 'PROVIDER_NOT_READY'];

/** What OFREP 0.3 asks of an answer, as narrow as our answers are: no member but these, and none of them missing. */
const OWN: Readonly<Record<OfrepBody, object>> = {
  single: SUCCESS,
  'single-failure': failure(FAILURES),
  'not-found': failure(['FLAG_NOT_FOUND']),
  bulk: {
    type: 'object',
    required: ['flags', 'metadata'],
    properties: {
      flags: { type: 'array', items: { oneOf: [SUCCESS, failure(FAILURES)] } },
      metadata: METADATA,
      eventStreams: { type: 'array', minItems: 1, maxItems: 1, items: EVENT_STREAM },
    },
    additionalProperties: false,
  },
  'bulk-failure': {
    type: 'object',
    required: ['errorCode', 'errorDetails'],
    properties: { errorCode: { enum: FAILURES }, errorDetails: { type: 'string', minLength: 1 } },
    additionalProperties: false,
  },
  event: {
    type: 'object',
    required: ['type', 'etag'],
    properties: { type: { const: 'refetchEvaluation' }, etag: { type: 'string', pattern: '^\\d+\\.' } },
    additionalProperties: false,
  },
};

const formats = {
  uri: (text: string) => URL.canParse(text),
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  float: true as const,
};

/** Where public test data of other systems lies; the repository holds none of it. */
const SUITES = process.env.FLAGFORGE_SUITES ?? fileURLToPath(new URL('../../../shared/suites', import.meta.url));

/** The names of the protocol's own description. */
const OFFICIAL: Readonly<Record<OfrepBody, string>> = {
  single: 'serverEvaluationSuccess',
  'single-failure': 'evaluationFailure',
  'not-found': 'flagNotFound',
  bulk: 'bulkEvaluationSuccess',
  'bulk-failure': 'bulkEvaluationFailure',
  event: 'sseEventData',
};

interface Description {
  readonly info: { readonly version: string };
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
}

/** As the protocol means it: the published file rejects every right answer. */
function correct({ components: { schemas } }: Description): void {
  const success = schemas.evaluationSuccess as unknown as {
    allOf: [{ properties: { reason: { enum: string[] } } }, { oneOf?: unknown; anyOf?: unknown }];
  };
  success.allOf[0].properties.reason.enum.push('DEFAULT');
  success.allOf[1] = { anyOf: success.allOf[1].oneOf };
  const { items } = (schemas.bulkEvaluationSuccess as { properties: { flags: { items: Record<string, unknown> } } })
    .properties.flags;
  items.anyOf = items.oneOf;
  delete items.oneOf;
  const { errorCode } = (schemas.evaluationFailure as { properties: { errorCode: { enum: string[] } } }).properties;
  errorCode.enum.push('FLAG_NOT_FOUND');
}

function validatorsOf(compile: (body: OfrepBody) => ValidateFunction): Validators {
  const bodies = Object.keys(OWN) as OfrepBody[];
  return Object.fromEntries(bodies.map((body) => [body, compile(body)])) as Record<OfrepBody, ValidateFunction>;
}

function loadOfficial(): Validators | null {
  const file = join(SUITES, 'ofrep', 'openapi.yaml');
  if (!existsSync(file)) return null;
  const description = parse(readFileSync(file, 'utf8')) as Description;
  if (!description.info.version.startsWith('0.3.')) throw new Error(`OFREP ${description.info.version} is another one`);
  correct(description);
  const ajv = new Ajv2020({ strict: false, formats });
  ajv.addSchema(description, 'ofrep');
  return validatorsOf((body) => ajv.compile({ $ref: `ofrep#/components/schemas/${OFFICIAL[body]}` }));
}

const own = new Ajv2020({ allErrors: true, allowUnionTypes: true, formats });
const ownValidators = validatorsOf((body) => own.compile(OWN[body]));

/** The protocol's own description, or null where it does not lie beside the repository. */
export const officialOfrep: Validators | null = loadOfficial();

/** Whether the environment says that the description must be there. */
export const isOfficialExpected = process.env.FLAGFORGE_SUITES !== undefined || existsSync(SUITES);

/** Judges a body by our schema and, where it is at hand, by the protocol's own. */
export function expectOfrep(body: OfrepBody, value: unknown): void {
  for (const validators of [ownValidators, officialOfrep]) {
    if (validators === null) continue;
    const validate = validators[body];
    const isValid = validate(value);
    expect(isValid, `${body} ${JSON.stringify(value)}: ${JSON.stringify(validate.errors)}`).toBe(true);
  }
}
