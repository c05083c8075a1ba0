import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Who may import whom: the table of ARCHITECTURE.md. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  kit: [],
  lanes: ['kit'],
  vault: ['contract', 'kit'],
  identity: ['contract', 'kit', 'vault'],
  flows: ['contract', 'kit'],
  events: ['contract', 'kit', 'lanes'],
  platform: ['contract', 'kit', 'lanes', 'flows', 'events'],
  gateway: ['contract', 'kit', 'lanes', 'flows', 'events'],
  server: [
    'contract',
    'kit',
    'lanes',
    'vault',
    'identity',
    'flows',
    'events',
    'platform',
    'gateway',
  ],
  'web/console': ['contract'],
  'web/widget': ['contract'],
  e2e: ['contract', 'server', 'kit'],
  bench: ['contract', 'server', 'kit', 'flows', 'events'],
};

const root = new URL('../../', import.meta.url);
const manifest = (folder: string) =>
  JSON.parse(readFileSync(new URL(`${folder}/package.json`, root), 'utf8')) as {
    name: string;
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };

const sourceFiles = (folder: string): string[] =>
  readdirSync(new URL(`${folder}/src/`, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/src/${name}`);

describe('the architecture', () => {
  it.each(Object.entries(mayImport))(
    '%s declares no workspace that it may not import',
    (folder, allowed) => {
      const { dependencies = {}, devDependencies = {} } = manifest(folder);
      const used = Object.keys({ ...dependencies, ...devDependencies })
        .filter((name) => name.startsWith('@tandem/'))
        .map((name) => name.slice('@tandem/'.length));
      expect(used.filter((name) => !allowed.includes(name))).toEqual([]);
    },
  );

  it('covers every workspace', () => {
    const { workspaces } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      workspaces: string[];
    };
    expect([...workspaces].sort()).toEqual(Object.keys(mayImport).sort());
  });

  it('lets the halves meet only on the wire', () => {
    const crossing = [
      ...sourceFiles('platform').filter((file) =>
        readFileSync(new URL(file, root), 'utf8').includes('@tandem/gateway'),
      ),
      ...sourceFiles('gateway').filter((file) =>
        readFileSync(new URL(file, root), 'utf8').includes('@tandem/platform'),
      ),
    ];
    expect(crossing).toEqual([]);
  });
});
