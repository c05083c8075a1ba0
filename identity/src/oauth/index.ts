export { authorizeHandlers } from './authorize.operations.ts';
export { redirectUriProblem } from './redirect.rules.ts';
export { tokenHandlers } from './token.operations.ts';
