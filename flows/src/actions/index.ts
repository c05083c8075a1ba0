import type { FlowKind } from '../flow.model.ts';
import type { ActionDefinition } from './action.types.ts';
import { condition, disconnect, setVariable } from './logic.ts';
import { getParticipantData, setParticipantData } from './participant-data.ts';
import { sendResponse } from './send-response.ts';
import { transferToAcd } from './transfer-to-acd.ts';

export type { ActionDefinition, ActionField } from './action.types.ts';

/** The toolbox, in the order in which the designer shows it. */
export const actionDefinitions: readonly ActionDefinition[] = [
  sendResponse,
  getParticipantData,
  setParticipantData,
  setVariable,
  condition,
  transferToAcd,
  disconnect,
];

const byType = new Map(actionDefinitions.map((definition) => [definition.type, definition]));

/** The action of a type as flows of a kind may use it. */
export const findAction = (kind: FlowKind, type: string): ActionDefinition | null => {
  const definition = byType.get(type);
  return definition?.kinds.includes(kind) ? definition : null;
};
