import { bucket, createEvaluator, type Evaluation, murmur3, openFeatureReason } from '../engine/index.ts';
import type { ConformanceRuntime } from './runner.ts';

/** The engine as the conformance runner sees it; in the language subset of the edge, to run in njs too. */
export const engineRuntime: ConformanceRuntime = {
  createEvaluator: (snapshot) => {
    const evaluator = createEvaluator(snapshot);
    return {
      evaluate: evaluator.evaluate,
      evaluateAll: evaluator.evaluateAll,
      openFeatureReason: (answer) => {
        const result = answer as Evaluation;
        return openFeatureReason(result.reason, evaluator.isStatic(result.flagKey));
      },
    };
  },
  hash: (text) => murmur3(text, 0),
  bucket: (salt, unit) => bucket(salt, unit),
};
