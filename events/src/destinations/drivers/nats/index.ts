export { natsKind } from './nats.driver.ts';
