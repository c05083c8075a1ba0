import { Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';
import {
  FlowExecution,
  FlowExecutionDetail,
  FlowStartRequest,
  FlowTrigger,
  FlowTriggerRequest,
  SimulationMessage,
  SimulationRequest,
  SimulationView,
} from './flow-executions.ts';

const text = Type.String();
const versionNumber = Type.Integer({ minimum: 1 });
const may = (...any: string[]) => ({ any });
const one = Type.Object({ flowId: text });
const ofExecution = Type.Object({ flowId: text, executionId: text });
const ofTrigger = Type.Object({ flowId: text, triggerId: text });
const ofSimulation = Type.Object({ simulationId: text });

/** What ran, and the simulator. */
export const runOperations = <const Base extends string>(base: Base) =>
  ({
    listExecutions: {
      method: 'GET',
      path: `${base}/{flowId}/executions`,
      permission: may('architect:flowExecution:view'),
      params: one,
      query: Type.Object({
        ...PageQuery.properties,
        status: Type.Optional(text),
        version: Type.Optional(versionNumber),
      }),
      reply: { 200: listing<FlowExecution>(FlowExecution) },
    },
    /** `secure=true` shows secure variables to who holds `architect:flowTrace:decrypt`; others get 403. */
    getExecution: {
      method: 'GET',
      path: `${base}/{flowId}/executions/{executionId}`,
      permission: may('architect:flowExecution:view'),
      params: ofExecution,
      query: Type.Object({ secure: Type.Optional(Type.Boolean()) }),
      reply: { 200: FlowExecutionDetail },
    },
    startSimulation: {
      method: 'POST',
      path: `${base}/simulations`,
      permission: may('architect:flow:edit'),
      body: SimulationRequest,
      reply: { 201: SimulationView },
    },
    getSimulation: {
      method: 'GET',
      path: `${base}/simulations/{simulationId}`,
      permission: may('architect:flow:edit'),
      params: ofSimulation,
      reply: { 200: SimulationView },
    },
    messageSimulation: {
      method: 'POST',
      path: `${base}/simulations/{simulationId}/messages`,
      permission: may('architect:flow:edit'),
      params: ofSimulation,
      body: SimulationMessage,
      reply: { 200: SimulationView },
    },
    /** The time of the awaited timer is taken as over. */
    skipSimulation: {
      method: 'POST',
      path: `${base}/simulations/{simulationId}/skip`,
      permission: may('architect:flow:edit'),
      params: ofSimulation,
      reply: { 200: SimulationView },
    },
  }) as const satisfies Operations;

/** Runs without a customer: by hand, API, schedule or event. */
export const automationOperationsAt = <const Base extends string>(base: Base) =>
  ({
    startExecution: {
      method: 'POST',
      path: `${base}/{flowId}/executions`,
      permission: may('architect:flowExecution:add'),
      params: one,
      body: FlowStartRequest,
      reply: { 202: FlowExecution },
    },
    stopExecution: {
      method: 'POST',
      path: `${base}/{flowId}/executions/{executionId}/stop`,
      permission: may('architect:flowExecution:edit'),
      params: ofExecution,
      reply: { 200: FlowExecution },
    },
    /** Runs it again with the same inputs and version. */
    rerunExecution: {
      method: 'POST',
      path: `${base}/{flowId}/executions/{executionId}/rerun`,
      permission: may('architect:flowExecution:add'),
      params: ofExecution,
      reply: { 202: FlowExecution },
    },
    listTriggers: {
      method: 'GET',
      path: `${base}/{flowId}/triggers`,
      permission: may('architect:flow:view'),
      params: one,
      reply: { 200: Type.Object({ triggers: Type.Array(FlowTrigger) }) },
    },
    createTrigger: {
      method: 'POST',
      path: `${base}/{flowId}/triggers`,
      permission: may('architect:flow:publish'),
      params: one,
      body: FlowTriggerRequest,
      reply: { 201: FlowTrigger },
    },
    changeTrigger: {
      method: 'PUT',
      path: `${base}/{flowId}/triggers/{triggerId}`,
      permission: may('architect:flow:publish'),
      params: ofTrigger,
      body: FlowTriggerRequest,
      reply: { 200: FlowTrigger },
    },
    deleteTrigger: {
      method: 'DELETE',
      path: `${base}/{flowId}/triggers/{triggerId}`,
      permission: may('architect:flow:publish'),
      params: ofTrigger,
      reply: { 204: null },
    },
  }) as const satisfies Operations;
