export { createWebhookProvider, webhookKind } from './provider.ts';
