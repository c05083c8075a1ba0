import { isPruned, propertyOverrides } from './generate-contract-families.ts';
import {
  mentionedModels,
  type Reference,
  refName,
  type Schema,
} from './generate-contract-reference.ts';

/** A schema as source text: the TypeBox expression and the static type. */
export type Source = { readonly schema: string; readonly type: string };

/** Models written by hand in the contract, imported instead of generated. */
export const handWritten: ReadonlySet<string> = new Set(['ErrorBody']);

const unknown: Source = { schema: 'Type.Unknown()', type: 'unknown' };
const stub: Source = { schema: 'EntityRef', type: 'EntityRef' };
const quote = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name));

export type Model = {
  readonly name: string;
  readonly mentions: readonly string[];
  /** Mentions that would close a cycle: written as a reference by id. */
  readonly cut: ReadonlySet<string>;
};

/**
 * Reaches every model from the roots, parts before wholes.
 * A mention of a model that is still being visited closes a cycle and is cut there.
 */
export function reachModels(reference: Reference, roots: readonly string[]): Map<string, Model> {
  const done = new Map<string, Model>();
  const open = new Set<string>();
  const visit = (name: string): void => {
    const schema = reference.components.schemas[name];
    if (!schema || done.has(name) || isPruned(name) || handWritten.has(name)) return;
    open.add(name);
    const mentions = [...new Set(mentionedModels(schema))].filter((other) => !isPruned(other));
    const cut = new Set<string>();
    for (const other of mentions) {
      if (open.has(other)) cut.add(other);
      else visit(other);
    }
    open.delete(name);
    done.set(name, { name, mentions: mentions.filter((other) => !cut.has(other)), cut });
  };
  for (const root of roots) visit(root);
  return done;
}

const enumSource = (values: readonly string[]): Source => ({
  schema: `Type.Enum([${values.map(quote).join(', ')}])`,
  type: values.map(quote).join(' | '),
});

function stringSource(schema: Schema): Source {
  if (schema.enum) return enumSource(schema.enum);
  return {
    schema: schema.format ? `Type.String({ format: ${quote(schema.format)} })` : 'Type.String()',
    type: 'string',
  };
}

function arraySource(schema: Schema, cut: ReadonlySet<string>): Source {
  const item = schema.items ? sourceOf(schema.items, cut) : unknown;
  const type = item.type.includes('|') ? `(${item.type})[]` : `${item.type}[]`;
  return { schema: `Type.Array(${item.schema})`, type };
}

function modelSource(name: string, cut: ReadonlySet<string>): Source {
  if (cut.has(name)) return stub;
  return isPruned(name) ? unknown : { schema: name, type: name };
}

/** Source of one schema as used in a property, a body or a reply. */
export function sourceOf(schema: Schema, cut: ReadonlySet<string> = new Set()): Source {
  if (schema.$ref !== undefined) return modelSource(refName(schema.$ref), cut);
  if (schema.allOf?.[0]) return sourceOf(schema.allOf[0], cut);
  switch (schema.type) {
    case 'string':
      return stringSource(schema);
    case 'integer':
      return { schema: 'Type.Integer()', type: 'number' };
    case 'number':
      return { schema: 'Type.Number()', type: 'number' };
    case 'boolean':
      return { schema: 'Type.Boolean()', type: 'boolean' };
    case 'array':
      return arraySource(schema, cut);
    case 'object': {
      const value = schema.additionalProperties
        ? sourceOf(schema.additionalProperties, cut)
        : unknown;
      return {
        schema: `Type.Record(Type.String(), ${value.schema})`,
        type: `Record<string, ${value.type}>`,
      };
    }
    default:
      return unknown;
  }
}

type Property = { readonly name: string; readonly required: boolean; readonly source: Source };

function propertiesOf(reference: Reference, model: Model): Property[] {
  const schema = reference.components.schemas[model.name];
  const properties = Object.entries(schema?.properties ?? {}).map(([name, property]) => {
    const override = propertyOverrides[`${model.name}.${name}`];
    // A client that echoes an object back sends read-only fields too, but need not.
    const needed = (schema?.required ?? []).includes(name) && property.readOnly !== true;
    return {
      name,
      required: needed && override?.optional !== true,
      source: override ?? sourceOf(property, model.cut),
    };
  });
  const known = new Set(properties.map(({ name }) => name));
  const added = Object.entries(propertyOverrides)
    .filter(
      ([path]) =>
        path.startsWith(`${model.name}.`) && !known.has(path.slice(model.name.length + 1)),
    )
    .map(([path, source]) => ({
      name: path.slice(model.name.length + 1),
      required: false,
      source,
    }));
  return [...properties, ...added];
}

/** Breaks a list of parts into lines of at most 110 columns. */
export function fill(parts: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const part of parts) {
    if (line.length > indent.length && line.length + part.length > 110) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${part} `;
  }
  return [...lines, line.trimEnd()].filter((text) => text.trim() !== '');
}

/** Breaks a line that is too long at its commas and bars. */
const wrap = (line: string): string[] =>
  line.length <= 120
    ? [line]
    : fill(
        line
          .trim()
          .split(/(?<=,) (?=')|(?<= \|) /)
          .map((part) => part.trim()),
        '    ',
      ).map((text, index) => (index === 0 ? text.slice(2) : text));

function plainModel(model: Model, schema: Schema): string[] {
  const source = sourceOf(schema, model.cut);
  return [
    `export type ${model.name} = ${source.type};`,
    `export const ${model.name} = Type.Unsafe<${model.name}>(${source.schema});`,
  ];
}

/** Lines of one model: the static type and the schema, of the same name. */
export function modelLines(reference: Reference, model: Model): string[] {
  const schema = reference.components.schemas[model.name] ?? {};
  if (!schema.properties) return plainModel(model, schema);
  const properties = propertiesOf(reference, model);
  const required = properties
    .filter((property) => property.required)
    .map(({ name }) => quote(name));
  return [
    `export type ${model.name} = {`,
    ...properties.flatMap(({ name, source, required: needed }) =>
      wrap(`  ${key(name)}${needed ? '' : '?'}: ${source.type};`),
    ),
    '};',
    `export const ${model.name} = model<${model.name}>([${required.join(', ')}], {`,
    ...fill(
      properties.map(({ name, source }) => `${key(name)}: ${source.schema},`),
      '  ',
    ).flatMap(wrap),
    '});',
  ];
}
