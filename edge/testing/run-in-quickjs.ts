import { createHash } from 'node:crypto';
import { getQuickJS } from 'quickjs-emscripten';
import type { EdgeEvent } from '../function/event.ts';

const SETUP = `
const modules = {
  cloudfront: { kvs: () => ({ get: async (key) => { const text = readValue(key); if (text === null) throw new Error('no'); return JSON.parse(text); } }) },
  crypto: { createHash: () => ({ update: (text) => ({ digest: () => digest(text) }) }) },
};
const Buffer = { from: (text) => ({ toString: () => decode(text) }) };
`;

/**
 * Runs a function in QuickJS under a cap of memory, which njs does not have. @returns the body of its answer, and the bytes that
 * were in use when it ended. @throws where it needs more than the cap.
 */
export async function runInQuickJs(
  code: string,
  entries: ReadonlyMap<string, string>,
  event: EdgeEvent,
  capBytes: number,
): Promise<{ readonly body: string; readonly bytes: number }> {
  const quickjs = await getQuickJS();
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(capBytes);
  const vm = runtime.newContext();
  const host = (name: string, work: (text: string) => string | null): void => {
    const made = vm.newFunction(name, (given) => {
      const result = work(vm.getString(given));
      return result === null ? vm.null : vm.newString(result);
    });
    vm.setProp(vm.global, name, made);
    made.dispose();
  };
  try {
    host('readValue', (key) => entries.get(key) ?? null);
    host('digest', (text) => createHash('sha256').update(text).digest('base64url'));
    host('decode', (text) => Buffer.from(text, 'base64url').toString('utf8'));
    const body = code.replace(/\bimport (\w+) from ?"(crypto|cloudfront)";/g, 'const $1 = modules.$2;');
    const program = `${SETUP}${body}; var answer; handler(${JSON.stringify(event)}).then((result) => { answer = result.body; });`;
    vm.unwrapResult(vm.evalCode(program)).dispose();
    vm.unwrapResult(runtime.executePendingJobs());
    const usage = runtime.computeMemoryUsage();
    const bytes = vm.dump(usage).memory_used_size as number;
    usage.dispose();
    const answer = vm.unwrapResult(vm.evalCode('answer'));
    const text = vm.dump(answer) as string;
    answer.dispose();
    return { body: text, bytes };
  } finally {
    vm.dispose();
    runtime.dispose();
  }
}
