import { errorOutlet, type FlowAction, type FlowKind, type FlowSettings } from '../flow.model.ts';
import type { ActionDefinition, MoreOutlets } from './action.types.ts';
import { ask } from './ask.ts';
import { businessHours } from './business-hours.ts';
import { callBot, callBotBackend } from './call-bot.ts';
import { callBotConnector } from './call-bot-connector.ts';
import { caseAction } from './case.ts';
import { condition } from './condition.ts';
import { searchKnowledge, sendToTile, setTile } from './copilot.ts';
import { disconnect, end } from './end.ts';
import { roleActions } from './genesys-roles.ts';
import { userActions } from './genesys-users.ts';
import {
  checkAgentAvailability,
  closeHandover,
  handOverToAgent,
  setInactivity,
} from './handover.ts';
import { httpRequest } from './http-request.ts';
import { log } from './log.ts';
import { forEach, leaveLoop, whileLoop } from './loops.ts';
import { match } from './match.ts';
import { oauthAuthentication } from './oauth-authentication.ts';
import { parse } from './parse.ts';
import { getParticipantData, setParticipantData } from './participant-data.ts';
import { setScreenPop } from './screen-pop.ts';
import { sayAction, sendResponse } from './send-response.ts';
import { setVariable } from './set-variable.ts';
import { subflow } from './subflow.ts';
import { transferToAcd } from './transfer-to-acd.ts';
import { tryCatch } from './try-catch.ts';
import { wait } from './wait.ts';
import { waitForInput } from './wait-for-input.ts';

export type * from './action.types.ts';
export { defaultSession } from './fields.ts';
export { contentTypes } from './http-fields.ts';

/** The toolbox, in the order in which the designer shows it. */
export const actionDefinitions: readonly ActionDefinition[] = [
  sendResponse,
  waitForInput,
  getParticipantData,
  setParticipantData,
  setScreenPop,
  callBot,
  callBotConnector,
  transferToAcd,
  disconnect,
  sayAction,
  ask,
  match,
  callBotBackend,
  checkAgentAvailability,
  handOverToAgent,
  closeHandover,
  setInactivity,
  setTile,
  sendToTile,
  searchKnowledge,
  setVariable,
  parse,
  log,
  condition,
  caseAction,
  businessHours,
  forEach,
  whileLoop,
  leaveLoop,
  tryCatch,
  wait,
  subflow,
  end,
  httpRequest,
  oauthAuthentication,
  ...userActions,
  ...roleActions,
];

const byType = new Map(actionDefinitions.map((definition) => [definition.type, definition]));

/** The action of a type as flows of a kind may use it. */
export const findAction = (kind: FlowKind, type: string): ActionDefinition | null => {
  const definition = byType.get(type);
  return definition?.kinds.includes(kind) ? definition : null;
};

const moreOutlets = (more: MoreOutlets, settings: FlowSettings): readonly string[] => {
  if ('flag' in more) return settings[more.flag] === true ? more.outlets : [];
  const list = settings[more.rows];
  if (!Array.isArray(list)) return [];
  return list.flatMap((row) => {
    const own = typeof row === 'object' && row !== null && Object.hasOwn(row, more.column);
    const name: unknown = own ? row[more.column] : null;
    return typeof name === 'string' ? [name] : [];
  });
};

/** All outlets an action with these settings has, the error exit last. */
export const outletsOf = (
  { outlets, moreOutlets: more }: ActionDefinition,
  settings: FlowSettings,
): readonly string[] => [...outlets, ...(more ? moreOutlets(more, settings) : []), errorOutlet];

/** The action with settings in today's form. */
export const upgraded = (definition: ActionDefinition, action: FlowAction): FlowAction =>
  definition.upgrade ? { ...action, settings: definition.upgrade(action.settings) } : action;
