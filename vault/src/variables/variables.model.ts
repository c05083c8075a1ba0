import type { OrganisationVariableType } from '@tandem/contract';

export type VariableValue = string | number | boolean;

/** A variable as it is stored: the value of a secure one is sealed. */
export type VariableRecord = {
  readonly org: string;
  readonly id: string;
  readonly name: string;
  readonly type: OrganisationVariableType;
  readonly description: string;
  readonly value: VariableValue | null;
  readonly secret: Buffer | null;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

/** What the value of a secure variable is sealed for. */
export const variableContext = (id: string): string => `variable/${id}/value`;
