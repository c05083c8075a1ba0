export { tokenHandlers } from './token.operations.ts';
