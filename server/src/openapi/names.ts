import type { OperationSpec } from '@tandem/contract';
import * as contract from '@tandem/contract';

const isSchema = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && '~kind' in value;

const isOperation = (value: unknown): value is OperationSpec =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value;

/** Both halves serve the same operations on flows, and the vendor's wire has some of these names too. */
const halfOf: Readonly<Record<string, string>> = {
  platformFlowOperations: 'platform',
  gatewayFlowOperations: 'gateway',
};

const nameIn = (family: string, name: string): string => {
  const half = halfOf[family];
  return half ? `${half}${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
};

/** Names of the contract's operations by the operation's constant. */
export const operationNames = (): ReadonlyMap<OperationSpec, string> =>
  new Map(
    Object.entries(contract)
      .filter(([name]) => name.endsWith('Operations'))
      .flatMap(([family, operations]) =>
        Object.entries(operations as object).flatMap(([name, operation]) =>
          isOperation(operation) ? [[operation, nameIn(family, name)] as const] : [],
        ),
      ),
  );

/** Schemas smaller than a reference to them stay where they are. */
const worthAName = 100;

/**
 * Names of the contract's models by their JSON text: a schema that was made optional is another object with the same
 * text. Of several models with one text the first name in the alphabet is taken.
 */
export const modelNames = (): ReadonlyMap<string, string> => {
  const models = Object.entries(contract)
    .flatMap(([name, value]) => (isSchema(value) ? [[JSON.stringify(value), name] as const] : []))
    .filter(([text]) => text.length >= worthAName)
    .sort(([, a], [, b]) => (a < b ? 1 : -1));
  return new Map(models);
};
