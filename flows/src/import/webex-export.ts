import { type Fields, fieldsOf, isFields, listOf } from '@tandem/kit';
/** A flow export of Webex Contact Center, read as far as its parts have the expected form. */
import { textOf } from './import.model.ts';

export type WebexActivity = {
  readonly id: string;
  readonly name: string;
  /** Such as `http-request-v2`; the event's name for starts. */
  readonly type: string;
  readonly isStart: boolean;
  readonly isEvent: boolean;
  readonly properties: Fields;
  readonly position: { readonly x: number; readonly y: number } | null;
};

export type WebexLink = { readonly from: string; readonly port: string; readonly to: string };

export type WebexProcess = {
  readonly activities: readonly WebexActivity[];
  readonly links: readonly WebexLink[];
};

export type WebexExport = {
  readonly name: string;
  readonly description: string;
  readonly variables: readonly Fields[];
  readonly main: WebexProcess;
  /** Activities that follow events beside the main flow. */
  readonly events: WebexProcess;
};

const positionOf = (diagram: Fields, id: string): WebexActivity['position'] => {
  const { x, y } = fieldsOf(fieldsOf(fieldsOf(diagram['widgets'])[id])['point']);
  return typeof x === 'number' && typeof y === 'number' ? { x, y } : null;
};

const activityOf = (id: string, value: Fields, diagram: Fields): WebexActivity => {
  const properties = fieldsOf(value['properties']);
  const type = textOf(properties['activityName']) || textOf(properties['activityId']);
  return {
    id,
    type,
    name: textOf(value['name']) || textOf(properties['name']) || type || id,
    isStart: value['group'] === 'start',
    isEvent: value['group'] === 'event',
    properties,
    position: positionOf(diagram, id),
  };
};

const processOf = (container: Fields): WebexProcess => {
  const process = fieldsOf(container['process']);
  const diagram = fieldsOf(container['diagram']);
  return {
    activities: Object.entries(fieldsOf(process['activities'])).map(([id, value]) =>
      activityOf(id, fieldsOf(value), diagram),
    ),
    links: listOf(process['links']).map((value) => {
      const link = fieldsOf(value);
      return {
        from: textOf(link['sourceActivityId']),
        port: textOf(link['conditionExpr']) || textOf(fieldsOf(link['properties'])['value']),
        to: textOf(link['targetActivityId']),
      };
    }),
  };
};

/** @returns null for what is no export of the vendor's designer. */
export const readWebexExport = (content: unknown): WebexExport | null => {
  if (!isFields(content) || !isFields(fieldsOf(content['process'])['activities'])) return null;
  const maps = Object.values(fieldsOf(fieldsOf(content['eventFlows'])['eventsMap']));
  const events = maps.filter(isFields).map(processOf);
  return {
    name: textOf(content['name']) || 'Imported flow',
    description: textOf(content['description']),
    variables: listOf(content['variables']).filter(isFields),
    main: processOf(content),
    events: {
      activities: events.flatMap(({ activities }) => activities),
      links: events.flatMap(({ links }) => links),
    },
  };
};
