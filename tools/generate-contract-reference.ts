/** The shape of the reference as far as the generator reads it. */

export type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly readOnly?: boolean;
};

export type Parameter = {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
};

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export type ReferenceOperation = {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content; readonly required?: boolean };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  readonly 'x-permissions'?: { readonly type?: string; readonly permissions?: readonly string[] };
};

export type Reference = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ReferenceOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** One operation, flattened. */
export type Operation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  readonly success: string;
  readonly reply: Schema | undefined;
  readonly permissions: { readonly type: string; readonly names: readonly string[] };
};

const jsonOf = (content: Content | undefined): Schema | undefined =>
  content?.['application/json']?.schema;

/** `post_routing_queues` → `postRoutingQueues`, the name in the vendor's JavaScript SDK. */
export const operationName = (operationId: string): string =>
  operationId.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Lists the operations of the reference in the order of path and method. */
export function operationsOf(reference: Reference): Operation[] {
  const operations: Operation[] = [];
  for (const [path, methods] of Object.entries(reference.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const success =
        Object.keys(operation.responses).find((status) => status.startsWith('2')) ?? '200';
      operations.push({
        id: operationName(operation.operationId),
        method: method.toUpperCase(),
        path,
        parameters: operation.parameters,
        body: jsonOf(operation.requestBody?.content),
        success,
        reply: jsonOf(operation.responses[success]?.content),
        permissions: {
          type: operation['x-permissions']?.type ?? 'ANY',
          names: operation['x-permissions']?.permissions ?? [],
        },
      });
    }
  }
  return operations;
}

export const refName = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

/** Names of the models a schema mentions directly. */
export function mentionedModels(schema: Schema): string[] {
  if (schema.$ref !== undefined) return [refName(schema.$ref)];
  return [
    ...(schema.allOf ?? []),
    ...(schema.items ? [schema.items] : []),
    ...(schema.additionalProperties ? [schema.additionalProperties] : []),
    ...Object.values(schema.properties ?? {}),
  ].flatMap(mentionedModels);
}
