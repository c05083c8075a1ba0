import { parseAst } from 'vite';

/** A node of a syntax tree, as far as it is looked at. */
type Node = { readonly type: string; readonly [field: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

const childrenOf = (node: Node): readonly Node[] =>
  Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

/** Attributes whose text people read or hear. */
const SPOKEN = new Set([
  'alt',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'caption',
  'description',
  'error',
  'header',
  'label',
  'nothingFoundMessage',
  'placeholder',
  'title',
]);
const NAMES: ReadonlySet<string> = new Set(['Tandem']);
const hasWords = (text: string): boolean => /\p{L}{2}/u.test(text) && !NAMES.has(text.trim());

const literalOf = (node: unknown): string | null => {
  if (!isNode(node)) return null;
  if (node.type === 'JSXExpressionContainer') return literalOf(node['expression']);
  if (node.type === 'TemplateLiteral') {
    return (node['quasis'] as { value: { raw: string } }[]).map(({ value }) => value.raw).join('');
  }
  return node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : null;
};

function textsAt(node: Node): string[] {
  if (node.type === 'JSXText') return [String(node['value'])];
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') {
    const children = node['children'] as Node[];
    return children.flatMap((child) =>
      child.type === 'JSXExpressionContainer' ? (literalOf(child) ?? []) : [],
    );
  }
  if (node.type === 'JSXAttribute') {
    const name = (node['name'] as { name?: unknown }).name;
    const literal = SPOKEN.has(String(name)) ? literalOf(node['value']) : null;
    return literal === null ? [] : [literal];
  }
  return [];
}

/** Texts in JSX that people see and no translation covers. */
export function literalTexts(source: string): string[] {
  const program = parseAst(source, { lang: 'tsx' }) as unknown as Node;
  return [...walk(program)].flatMap(textsAt).filter(hasWords);
}

export type UsedKey = { readonly namespace: string; readonly key: string };

const namespaceOfCall = (call: Node): string => {
  const [first] = call['arguments'] as Node[];
  return literalOf(first) ?? 'common';
};

/** `const { t: common } = useTranslation('common')` → `common` stands for that namespace. */
function translators(program: Node): ReadonlyMap<string, string> {
  const found = [...walk(program)].flatMap((node): [string, string][] => {
    const call = node['init'];
    if (node.type !== 'VariableDeclarator' || !isNode(call)) return [];
    if ((call['callee'] as { name?: string } | undefined)?.name !== 'useTranslation') return [];
    const properties = ((node['id'] as Node)['properties'] ?? []) as Node[];
    return properties.flatMap((property): [string, string][] => {
      const key = (property['key'] as { name?: string }).name;
      const local = (property['value'] as { name?: string }).name;
      return key === 't' && local ? [[local, namespaceOfCall(call)]] : [];
    });
  });
  return new Map(found);
}

/** Keys that a source asks for. `a.*` stands for a key whose end is computed. */
export function usedKeys(
  source: string,
  fallbackNamespace: string,
  lang: 'ts' | 'tsx' = 'tsx',
): UsedKey[] {
  const program = parseAst(source, { lang }) as unknown as Node;
  const named = translators(program);
  return [...walk(program)].flatMap((node): UsedKey[] => {
    const callee = (node['callee'] as { name?: string } | undefined)?.name ?? '';
    const known = named.get(callee) ?? (callee === 't' ? fallbackNamespace : null);
    if (node.type !== 'CallExpression' || known === null) return [];
    const [argument] = node['arguments'] as Node[];
    const text = argument && keyOf(argument);
    if (!text) return [];
    const [namespace, key] = text.includes(':') ? text.split(':') : [known, text];
    return [{ namespace: namespace ?? known, key: key ?? text }];
  });
}

/** The key of a call; a computed one keeps what is fixed and gets a star for what is not. */
function keyOf(argument: Node): string | null {
  if (argument.type !== 'TemplateLiteral') return literalOf(argument);
  return (argument['quasis'] as { value: { raw: string } }[])
    .map(({ value }) => value.raw)
    .join('*');
}
