import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, namespaceOf } from './languages.ts';
import { literalTexts, usedKeys } from './source-texts.ts';

const SRC = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(SRC, path), 'utf8');
const sources = globSync('**/*.{ts,tsx}', { cwd: SRC }).filter(
  (path) => !/\.test\.ts$|^testing\/|^i18n\//.test(path),
);
const localeFolders = [
  ...new Set(globSync('**/locales/*.json', { cwd: SRC }).map((path) => dirname(path))),
];

const flatten = (tree: object, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? flatten(value, `${prefix}${key}.`)
      : [[prefix + key, String(value)] as [string, string]],
  );
const textsOf = (folder: string, language: string) =>
  new Map(flatten(JSON.parse(read(join(folder, `${language}.json`)))));
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([all]) => all).sort();

const english = new Map(
  localeFolders.map((folder) => [namespaceOf(`${folder}/en.json`), textsOf(folder, 'en')]),
);

/** The namespace of a file that does not name one: its feature's. */
const homeNamespace = (path: string): string => {
  const feature = /^features\/([^/]+)\//.exec(path)?.[1];
  return feature ?? (path.startsWith('app/') ? 'app' : 'common');
};

const knows = (namespace: string, key: string): boolean => {
  const keys = [...(english.get(namespace)?.keys() ?? [])].map((one) =>
    one.replace(/_(one|other)$/, ''),
  );
  const pattern = new RegExp(
    `^${key
      .split('*')
      .map((part) => part.replaceAll('.', '\\.'))
      .join('[^.]+')}$`,
  );
  return keys.some((one) => pattern.test(one));
};

describe('texts', () => {
  it('stand in no component: every text people read is translated', () => {
    const found = sources
      .filter((path) => path.endsWith('.tsx'))
      .flatMap((path) => literalTexts(read(path)).map((text) => `${path}: ${text.trim()}`));
    expect(found).toEqual([]);
  });

  it.each(localeFolders)('%s has the same keys and placeholders in every language', (folder) => {
    const [en, ...others] = LANGUAGES.map((language) => textsOf(folder, language));
    for (const other of others) {
      expect([...other.keys()].sort()).toEqual([...(en ?? new Map()).keys()].sort());
      for (const [key, text] of other) {
        expect(text.trim(), `${folder} ${key}`).not.toBe('');
        expect(placeholders(text), `${folder} ${key}`).toEqual(placeholders(en?.get(key) ?? ''));
      }
    }
  });

  it('exist for every key that a source asks for', () => {
    const missing = sources.flatMap((path) =>
      usedKeys(read(path), homeNamespace(path), path.endsWith('x') ? 'tsx' : 'ts')
        .filter(({ namespace, key }) => key !== '*' && !knows(namespace, key))
        .map(({ namespace, key }) => `${path}: ${namespace}:${key}`),
    );
    expect(missing).toEqual([]);
  });

  it('exist for the title of every page', () => {
    const lists = ['areas', 'admin-pages', 'integration-pages', 'monitor-pages'];
    const source = lists.map((list) => read(`app/${list}.ts`)).join('');
    const keys = [...source.matchAll(/titleKey: '(\w[\w-]*):([\w.]+)'/g)];
    expect(keys.length).toBeGreaterThan(2);
    for (const [, namespace = '', key = ''] of keys) expect(knows(namespace, key)).toBe(true);
  });
});

describe('the check itself', () => {
  it('finds texts, spoken attributes and literals in braces', () => {
    const source = `const a = <p title="Read me">Hello {'there'} {name}<b>42</b><i alt={\`Pic \${n}\`} /></p>;`;
    expect(
      literalTexts(source)
        .map((text) => text.trim())
        .sort(),
    ).toEqual(['Hello', 'Pic', 'Read me', 'there'].sort());
  });

  it('accepts translated texts, names and technical attributes', () => {
    expect(literalTexts(`const a = <p className="big" id="x">{t('x')} Tandem</p>;`)).toEqual([]);
  });

  it('reads keys with their namespace', () => {
    const source = `const { t: other } = useTranslation('desk'); t('a.b'); other(\`x.\${y}\`); t('app:z');`;
    expect(usedKeys(source, 'queues')).toEqual([
      { namespace: 'queues', key: 'a.b' },
      { namespace: 'desk', key: 'x.*' },
      { namespace: 'app', key: 'z' },
    ]);
  });
});

describe('features', () => {
  it('import no other feature', () => {
    const features = new Set(
      sources.flatMap((path) => /^features\/([^/]+)\//.exec(path)?.[1] ?? []),
    );
    const climbing = sources
      .filter((path) => path.startsWith('features/'))
      .flatMap((path) =>
        [...read(path).matchAll(/from '([^']+)'/g)]
          .map(([, target = '']) => target)
          .filter(
            (target) => target.includes('features/') || features.has(basename(dirname(target))),
          )
          .filter((target) => target.startsWith('.') || target.startsWith('#src/features'))
          .map((target) => `${path} → ${target}`),
      );
    expect(climbing).toEqual([]);
  });
});
