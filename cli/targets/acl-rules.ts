/**
 * The rights that FlagForge needs in Redis, as `ACL SETUSER` takes them (Redis 7, Valkey). The README has the whole
 * lines; a test applies them to a real Redis.
 */
const PUBLISHER_RULES = {
  keys: '~ff:*',
  channels: '&ff:*',
  script: '+hget +hmget +hset +publish',
} as const;

/** What a refusal (`NOPERM ...`, or the form that it has inside a script) says is missing: `+hset`, `~ff:*`, `&ff:*`. */
export function missingRule(refusal: string): string {
  const command = /permissions to run the '([^']+)' command/.exec(refusal)?.[1];
  if (command !== undefined) return `+${command}`;
  if (/channel/.test(refusal)) return PUBLISHER_RULES.channels;
  if (/can't run this command/.test(refusal)) return PUBLISHER_RULES.script;
  return PUBLISHER_RULES.keys;
}
