export * from './call.ts';
export * from './chat.ts';
export { chatwootToken } from './fake-chatwoot.api.ts';
export * from './fake-chatwoot.ts';
export {
  directLineSecret,
  type Fault as DirectLineFault,
  startFakeDirectLine,
} from './fake-directline.ts';
export * from './fake-genesys.model.ts';
export * from './fake-genesys.ts';
export * from './fake-handover-webhook.ts';
export { completion, openAiKey, startFakeOpenAi, toolCall } from './fake-openai.ts';
export { rasaToken, startFakeRasa } from './fake-rasa.ts';
export { type Deed, fakesClient, type Received, startFakeServer } from './fake-server.ts';
export type { Node } from './gateway-node.ts';
export * from './gateway-world.ts';
export * from './handover-steps.ts';
export * from './mortal.ts';
export * from './provider-steps.ts';
export * from './target.ts';
export { startTestHost } from './test-host.ts';
