/** The environment that git runs in: the user's own, without what would redirect it, ask, or colour its answers. */

/** Set by hooks, by aliases and by whoever debugs git: each of them would make another repository answer than the folder's. */
const REDIRECTING =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|INDEX_VERSION|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|INTERNAL_.*|QUARANTINE_PATH|SHALLOW_FILE|REPLACE_REF_BASE|EXTERNAL_DIFF|DIFF_.*|PAGER|EDITOR|SEQUENCE_EDITOR|TRACE.*|REFLOG_ACTION|(?:NO)?GLOB_PATHSPECS|ICASE_PATHSPECS)$/;

/**
 * Keeps the user's settings and credentials, since fetching and pushing need them. Nothing here can be asked for a
 * password: a command that waits for an answer in a CI job never ends.
 */
export function gitEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !REDIRECTING.test(name)) own[name] = value;
  }
  return {
    ...own,
    // So that its messages can be told apart.
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    SSH_ASKPASS_REQUIRE: 'never',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LITERAL_PATHSPECS: '1',
    // Replaced objects and grafts would show another history than the one that the ids stand for.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    ...sshWithoutQuestions(own),
  };
}

/** A repository of our own asks for nothing of the user's: neither settings nor hooks. */
export function privateGitEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return { ...gitEnvironment(env), GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_ATTR_NOSYSTEM: '1' };
}

/** Only where it is plainly ssh: other programs do not have the option. `core.sshCommand` counts below GIT_SSH_COMMAND. */
function sshWithoutQuestions(env: Readonly<Record<string, string>>): Record<string, string> {
  const command = env.GIT_SSH_COMMAND;
  if (command === undefined || !/^(?:\S*\/)?ssh(?:\s|$)/.test(command)) return {};
  return { GIT_SSH_COMMAND: `${command} -oBatchMode=yes` };
}

/**
 * Settings that come before the repository's own: no program of its choice runs because something is read or an anchor
 * is written.
 */
export const GIT_SETTINGS: readonly string[] = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'log.showSignature=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.graftFileDeprecated=false',
];
