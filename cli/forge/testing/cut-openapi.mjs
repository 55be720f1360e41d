/**
 * Cuts GitHub's own OpenAPI description down to what the stand-in answers, so that it can be kept beside it.
 *
 * Source: the npm package @octokit/openapi 23.0.2 (MIT, Octokit contributors), file generated/api.github.com.json.
 * It is 385 MB on disk, and so no dependency:
 *   cd /tmp && npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
 *   node cli/forge/testing/cut-openapi.mjs /tmp/package/generated/api.github.com.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const REPOSITORY = '/repos/{owner}/{repo}';

/** Everything that FlagForge asks of GitHub, and what people do there: reviews, dismissals, merges. */
const OPERATIONS = [
  ['get', '/user'],
  ['get', '/app'],
  ['post', '/app/installations/{installation_id}/access_tokens'],
  ['get', `${REPOSITORY}/installation`],
  ['get', REPOSITORY],
  ['get', `${REPOSITORY}/branches/{branch}/protection`],
  ['get', `${REPOSITORY}/rules/branches/{branch}`],
  ['get', `${REPOSITORY}/rulesets/{ruleset_id}`],
  ['get', `${REPOSITORY}/codeowners/errors`],
  ['get', `${REPOSITORY}/actions/permissions/workflow`],
  ['get', `${REPOSITORY}/collaborators/{username}/permission`],
  ['get', `${REPOSITORY}/git/ref/{ref}`],
  ['post', `${REPOSITORY}/git/refs`],
  ['patch', `${REPOSITORY}/git/refs/{ref}`],
  ['delete', `${REPOSITORY}/git/refs/{ref}`],
  ['get', `${REPOSITORY}/git/commits/{commit_sha}`],
  ['post', `${REPOSITORY}/git/commits`],
  ['get', `${REPOSITORY}/git/trees/{tree_sha}`],
  ['post', `${REPOSITORY}/git/trees`],
  ['get', `${REPOSITORY}/compare/{basehead}`],
  ['get', `${REPOSITORY}/commits/{commit_sha}/pulls`],
  ['get', `${REPOSITORY}/pulls`],
  ['post', `${REPOSITORY}/pulls`],
  ['get', `${REPOSITORY}/pulls/{pull_number}`],
  ['patch', `${REPOSITORY}/pulls/{pull_number}`],
  ['get', `${REPOSITORY}/pulls/{pull_number}/commits`],
  ['get', `${REPOSITORY}/pulls/{pull_number}/files`],
  ['get', `${REPOSITORY}/pulls/{pull_number}/reviews`],
  ['post', `${REPOSITORY}/pulls/{pull_number}/reviews`],
  ['put', `${REPOSITORY}/pulls/{pull_number}/reviews/{review_id}/dismissals`],
  ['put', `${REPOSITORY}/pulls/{pull_number}/merge`],
  ['get', `${REPOSITORY}/issues/{issue_number}/events`],
  ['get', `${REPOSITORY}/issues/{issue_number}/comments`],
  ['post', `${REPOSITORY}/issues/{issue_number}/comments`],
  ['patch', `${REPOSITORY}/issues/comments/{comment_id}`],
  ['delete', `${REPOSITORY}/issues/comments/{comment_id}`],
];

const WORDS = [
  'description',
  'title',
  'example',
  'examples',
  'x-github',
  'externalDocs',
  'summary',
  'tags',
  'deprecated',
];

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('usage: node cut-openapi.mjs <api.github.com.json>');
const whole = JSON.parse(readFileSync(source, 'utf8'));

/** Without the words for people. A property may be called `title`: only schemas and operations lose the word. */
function bare(value, isMap = false) {
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => isMap || !WORDS.includes(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, bare(inner, !isMap && key === 'properties')]));
}

function cutOperation(operation) {
  const json = (content) => content?.['application/json']?.schema;
  const responses = Object.entries(operation.responses).flatMap(([status, response]) => {
    // Problems are all alike; their schemas are not worth their size.
    if (Number(status) >= 300) return [];
    return [[status, json(response.content) ?? null]];
  });
  return bare({
    operationId: operation.operationId,
    parameters: (operation.parameters ?? []).map((parameter) => {
      const { name, in: place, required, schema } = parameter.$ref === undefined ? parameter : follow(parameter.$ref);
      return { name, in: place, required: required === true, schema };
    }),
    body: operation.requestBody === undefined ? undefined : json(operation.requestBody.content),
    isBodyRequired: operation.requestBody?.required === true,
    responses: Object.fromEntries(responses),
  });
}

const follow = (ref) =>
  ref
    .slice(2)
    .split('/')
    .reduce((value, key) => value[key], whole);

const operations = OPERATIONS.map(([method, path]) => {
  const operation = whole.paths[path]?.[method];
  if (operation === undefined) throw new Error(`${method} ${path} is not in the description`);
  return { method, path, ...cutOperation(operation) };
});

const schemas = {};
function collect(value) {
  if (typeof value !== 'object' || value === null) return;
  const ref = typeof value.$ref === 'string' ? value.$ref : null;
  const name = ref?.replace('#/components/schemas/', '');
  if (name !== undefined && schemas[name] === undefined) {
    schemas[name] = bare(follow(ref));
    collect(schemas[name]);
  }
  for (const inner of Object.values(value)) collect(inner);
}
collect(operations);

const lines = (entries) => entries.join(',\n');
const text = `{
"source": "@octokit/openapi 23.0.2, generated/api.github.com.json, cut by cut-openapi.mjs",
"license": "MIT License, Copyright (c) 2020 Octokit contributors",
"operations": [
${lines(operations.map((operation) => JSON.stringify(operation)))}
],
"schemas": {
${lines(
  Object.keys(schemas)
    .sort()
    .map((name) => `${JSON.stringify(name)}: ${JSON.stringify(schemas[name])}`),
)}
}
}
`;
JSON.parse(text);
writeFileSync(fileURLToPath(new URL('github-api.json', import.meta.url)), text);
process.stdout.write(
  `${operations.length} operations, ${Object.keys(schemas).length} schemas, ${Math.round(text.length / 1024)} kB\n`,
);
