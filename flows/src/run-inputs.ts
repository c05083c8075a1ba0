import type { CompiledFlow } from './compile.ts';
import { initialFlowState, stepFlow } from './interpreter.ts';
import type { Values } from './run.model.ts';

/** What is thrown for inputs that a flow does not take; whoever runs it declares the errors. */
export type InputErrors = {
  /** `known`: the inputs that there are. */
  readonly inputUnknown: (about: { readonly name: string; readonly known: string }) => Error;
  readonly inputInvalid: (about: { readonly name: string; readonly type: string }) => Error;
};

/** Whether the interpreter takes the value: a step without a budget looks at its inputs and no further. */
const isTaken = (flow: CompiledFlow, variables: Values): boolean => {
  const { outcome } = stepFlow(flow, initialFlowState(flow), {
    input: { kind: 'start', variables },
    surroundings: { participantData: {}, values: {} },
    budget: 0,
  });
  return outcome.status !== 'failed' || outcome.code === 'budget';
};

/** @throws errors.inputUnknown, errors.inputInvalid; no message repeats a value. */
export const checkInputs = (flow: CompiledFlow, inputs: Values, errors: InputErrors): void => {
  const declared = flow.document.variables.filter(({ input }) => input);
  for (const [name, value] of Object.entries(inputs)) {
    const variable = declared.find((one) => one.name === name);
    if (!variable) {
      const known = declared.map((one) => one.name).join(', ') || '–';
      throw errors.inputUnknown({ name, known });
    }
    if (!isTaken(flow, { [name]: value }))
      throw errors.inputInvalid({ name, type: variable.type ?? 'text' });
  }
};
