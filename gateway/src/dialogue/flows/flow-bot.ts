import { flowLabels, type GatewayProvider } from '@tandem/contract';
import { flowBotKind } from './flow-talk.model.ts';

/** A bot that is a published bot flow, as endpoints choose it. */
export const flowBot: GatewayProvider = {
  kind: flowBotKind,
  label: 'Flow',
  fields: [
    {
      name: 'flow',
      label: 'Flow',
      help: 'A published bot flow. Conversations that have begun stay with their version.',
      type: 'text',
      required: true,
      secret: false,
      resource: 'botFlow',
    },
    {
      name: 'label',
      label: 'Version',
      help: 'Left empty: Live where there is one, else the latest.',
      type: 'text',
      required: false,
      secret: false,
      choices: [...flowLabels, 'Latest'],
    },
  ],
};
