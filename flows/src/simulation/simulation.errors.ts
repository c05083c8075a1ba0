import { defineErrors } from '@tandem/kit';

export const simulationErrors = defineErrors('flow simulations', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  inputUnknown: {
    status: 400,
    code: 'flow.simulation.input.unknown',
    text: 'The flow has no input variable "{name}". Input variables: {known}.',
  },
  inputInvalid: {
    status: 400,
    code: 'flow.simulation.input.invalid',
    text: 'The value does not fit the input variable "{name}" ({type}).',
  },
  outcomeUnknown: {
    status: 400,
    code: 'flow.simulation.outcome.unknown',
    text: 'There is no outcome "{outcome}" here; there are {known}.',
  },
  noMessageAwaited: {
    status: 409,
    code: 'flow.simulation.no.message.awaited',
    text: 'The flow does not wait for a message now.',
  },
  nothingToSkip: {
    status: 409,
    code: 'flow.simulation.nothing.to.skip',
    text: 'The flow does not wait for a time now.',
  },
  movedMeanwhile: {
    status: 409,
    code: 'flow.simulation.moved.meanwhile',
    text: 'The simulation went on at the same time. Look at it again.',
  },
  tooLarge: {
    status: 413,
    code: 'flow.simulation.too.large',
    text: 'The draft with its inputs is too large to be simulated.',
  },
  busy: {
    status: 429,
    code: 'flow.simulation.busy',
    text: 'Too many simulations wait for other systems now. Try again in a moment.',
  },
});
