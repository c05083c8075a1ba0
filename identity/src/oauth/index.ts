export { authorizeHandlers } from './authorize.operations.ts';
export {
  type ConnectorToken,
  type ConnectorTokenRequest,
  issueConnectorToken,
} from './connector-token.ts';
export { redirectUriProblem } from './redirect.rules.ts';
export { signOutHandlers } from './sign-out.operations.ts';
export { tokenHandlers } from './token.operations.ts';
