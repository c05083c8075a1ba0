export { comparePositions } from './reader.ts';
export { createSender, type Sender } from './sender.ts';
