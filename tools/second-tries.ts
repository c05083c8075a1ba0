import type { Reporter, TestModule } from 'vitest/node';

/** A reporter that names the tests which passed only at their second try: each is a race to be found. */
export class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests('passed')]);
    const late = tests.filter((test) => test.diagnostic()?.flaky);
    if (late.length === 0) return;
    console.log(`Passed only at the second try (${late.length}):`);
    for (const { module, fullName } of late)
      console.log(`  ${module.relativeModuleId} > ${fullName}`);
  }
}
