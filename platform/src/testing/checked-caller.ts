import type { Handler, OperationSpec, Principal, Reply } from '@tandem/contract';
// biome-ignore lint/correctness/noUndeclaredDependencies: only tests load this file.
import { Value } from 'typebox/value';
import { callerOf, type TestCaller } from './principal.ts';

/** What is wrong with a reply by its operation: an undeclared status, or a body that is not of the schema. */
const problemsOf = (operation: OperationSpec, { status, body }: Reply): string[] => {
  const schema = operation.reply[status];
  if (schema === undefined) return [`status ${status} is not declared`];
  const sent = typeof body === 'string' && body !== '' ? JSON.parse(body) : body;
  if (schema === null) return sent === undefined ? [] : ['a body where none belongs'];
  const wire = sent === undefined ? undefined : JSON.parse(JSON.stringify(sent));
  return [...Value.Errors(schema, wire)].map((e) => `${e.instancePath} ${e.message}`);
};

/** A caller that fails when a reply is not what its operation declares. Bytes are not looked at. */
export const checkedCallerOf = (handlers: readonly Handler[], principal: Principal): TestCaller => {
  const call = callerOf(handlers, principal);
  return (async (operation: OperationSpec, input) => {
    const reply = await call<unknown>(operation, input);
    const problems = problemsOf(operation, reply);
    if (problems.length > 0)
      throw new Error(`${operation.method} ${operation.path}: ${problems.slice(0, 5).join('; ')}`);
    return reply;
  }) as TestCaller;
};
