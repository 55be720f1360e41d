import { CommandError } from '../command-error.ts';
import { type CompileCache, type CompileResult, compileProject, type SourceFile } from '../compile/index.ts';
import { openDiskCache } from '../compile-cache.ts';
import { loadJsonValidator } from '../open-project.ts';
import { loadProject, NoProjectError, nodeSha256 } from '../project.ts';
import { loadVersion } from '../version.ts';

/** A project as it was when it was last read. */
export interface Reading {
  readonly files: readonly SourceFile[];
  readonly result: CompileResult;
}

/** There is nothing to compile: why, in a sentence without full stop. */
export interface Unreadable {
  readonly problem: string;
}

/** Reads and compiles a project again and again; what did not change is remembered. */
export interface LiveProject {
  /** The folder as it is now. */
  read(): Promise<Reading | Unreadable>;
  /** Other files of the same project: those of a commit. */
  compile(files: readonly SourceFile[]): Promise<Reading>;
  /** What is remembered, for others who compile states of it. */
  readonly cache: CompileCache;
}

/** @param label the folder as the user named it, for problems. */
export function openLiveProject(dir: string, label: string, now: () => number): LiveProject {
  const compiler = `flagforge ${loadVersion()}`;
  const remembered = new Map<string, string>();
  let disk: ReturnType<typeof openDiskCache> | null = null;
  const cache: CompileCache = {
    get: (key) => remembered.get(key) ?? disk?.get(key),
    set: (key, value) => {
      remembered.set(key, value);
      disk?.set(key, value);
    },
  };
  const compile = async (files: readonly SourceFile[]): Promise<Reading> => {
    const validateJson = await loadJsonValidator(files);
    const result = compileProject(files, { now: now(), compiler, cache, sha256: nodeSha256, validateJson });
    return { files, result };
  };
  return {
    compile,
    cache,
    async read() {
      try {
        const { directory, files } = await loadProject(dir);
        const isFirst = disk === null;
        disk ??= openDiskCache({ directory, compiler });
        const reading = await compile(files);
        // Once is enough: it is there to make the next start fast.
        if (isFirst) disk.save();
        return reading;
      } catch (error) {
        // Between two steps of a `git checkout` the folder can be missing, or be out of reach; anything else is our bug.
        if (error instanceof NoProjectError) return { problem: `there is no project in ${label} any more` };
        if (error instanceof CommandError) return { problem: error.message.replaceAll(dir, label) };
        throw error;
      }
    },
  };
}
