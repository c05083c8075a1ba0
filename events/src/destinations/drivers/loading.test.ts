import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('loads no client of another service before a destination is opened', () => {
  const drivers = fileURLToPath(new URL('index.ts', import.meta.url));
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ resolve(name, context, next) { loaded.push(name); return next(name, context); } });
    await import(${JSON.stringify(drivers)});
    console.log(JSON.stringify(loaded.filter((name) => /^@(aws-sdk|smithy|nats-io)\\//.test(name))));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(JSON.parse(said)).toEqual([]);
});
