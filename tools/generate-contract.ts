/**
 * Writes `contract/src/genesys/generated` from an OpenAPI document of the vendor's Platform API.
 * Run: node tools/generate-contract.ts <openapi.json>
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { topics as known } from '../contract/src/genesys/topics.ts';
import { families } from './generate-contract-families.ts';
import { familyOf, fileName, header, modelFiles } from './generate-contract-files.ts';
import { catalogueFile, operationsFile } from './generate-contract-operations.ts';
import { operationsOf, type Reference } from './generate-contract-reference.ts';
import { eventModel, topicSchemasFile } from './generate-contract-topics.ts';

const target = join(import.meta.dirname, '../contract/src/genesys/generated');

function write(file: string, lines: readonly string[]): void {
  writeFileSync(join(target, file), `${lines.join('\n').trimEnd()}\n`);
}

function generate(source: string): string {
  const reference = JSON.parse(readFileSync(source, 'utf8')) as Reference;
  const operations = operationsOf(reference);
  const topics = known.filter(({ schema }) => schema in reference.components.schemas);
  rmSync(target, { recursive: true, force: true });
  for (const folder of ['models', 'operations'])
    mkdirSync(join(target, folder), { recursive: true });
  const { files, home } = modelFiles(
    reference,
    operations,
    topics.map(({ schema }) => eventModel(reference, schema)),
  );
  for (const [file, lines] of files) write(`models/${file}.ts`, lines);
  for (const { name } of families) {
    const owned = operations.filter((operation) => familyOf(operation) === name);
    write(`operations/${fileName(name)}.ts`, operationsFile(name, owned, home));
  }
  write('catalogue.ts', catalogueFile(operations));
  write('topic-schemas.ts', topicSchemasFile(reference, topics, home));
  const names = families.map(({ name }) => name);
  write('index.ts', [
    ...header,
    ...names.map(
      (name) => `import { ${name}Operations } from './operations/${fileName(name)}.ts';`,
    ),
    '',
    "export * from './catalogue.ts';",
    "export * from './topic-schemas.ts';",
    ...[...files.keys()].map((file) => `export * from './models/${file}.ts';`),
    ...names.map((name) => `export * from './operations/${fileName(name)}.ts';`),
    '',
    '/** The operations of every family, by family. */',
    'export const operationFamilies = {',
    ...names.map((name) => `  ${name}: ${name}Operations,`),
    '};',
  ]);
  return `${operations.length} operations, ${home.size} models in ${files.size} files`;
}

const source = process.argv[2];
if (source === undefined) throw new Error('usage: node tools/generate-contract.ts <openapi.json>');
process.stdout.write(`${generate(source)}\n`);
