export { webhookKind } from './webhook.driver.ts';
