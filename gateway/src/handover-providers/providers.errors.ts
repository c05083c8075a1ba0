import { defineErrors } from '@tandem/kit';

export const providerErrors = defineErrors('gateway.handoverProviders', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  nameTaken: {
    status: 409,
    code: 'gateway.handoverProvider.name.taken',
    text: 'A handover provider named "{name}" exists already.',
  },
  nameReserved: {
    status: 400,
    code: 'gateway.handoverProvider.name.reserved',
    text: 'In flows "{name}" stands for the settings of the endpoint itself. Choose another name.',
  },
  used: {
    status: 409,
    code: 'gateway.handoverProvider.used',
    text: 'The handover provider is used by {uses}. Let them hand over to another one first.',
  },
  running: {
    status: 409,
    code: 'gateway.handoverProvider.running',
    text: 'Handovers that run with the handover provider: {running}. It can be deleted when they are over, or end with it: delete it with running=end where its contact centre is gone.',
  },
  runningThere: {
    status: 409,
    code: 'gateway.handoverProvider.running.there',
    text: 'Handovers that run with the handover provider: {running}. They would be lost with another value of {settings}. Make another handover provider and let endpoints and flows hand over to that one: those that run finish with this one.',
  },
  named: {
    status: 409,
    code: 'gateway.handoverProvider.named',
    text: 'Flows call the handover provider by its name: {uses}. It keeps its name until they name another one.',
  },
  changedMeanwhile: {
    status: 409,
    code: 'gateway.handoverProvider.changed',
    text: 'The handover provider was changed by somebody else at the same time. Try again.',
  },
});
