import { Type } from 'typebox';
import type { Operations } from '../operation.ts';

/** The reference of the API as a document that tools read; any token will do. */
export const openApiOperations = {
  getOpenApi: {
    method: 'GET',
    path: '/tandem/openapi.json',
    /** OpenAPI 3.1. */
    reply: { 200: Type.Record(Type.String(), Type.Unknown()) },
  },
} as const satisfies Operations;
