import { botConnectorUriProperty } from '@tandem/contract';
import { integrationErrors } from '../integrations.errors.ts';
import type { AppIntegration, IntegrationProblem } from '../integrations.model.ts';

/** Properties of a Genesys Bot Connector as they were saved; they may be incomplete. */
export type BotConnectorProperties = { readonly [botConnectorUriProperty]?: string };

const longestUri = 2048;

/** Whether it is an address that can be called, without credentials in it. */
const isAddress = (text: string): boolean => {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
};

/** Properties of a request, checked in form. Unknown ones are ignored. @throws integrationErrors.propertyInvalid (400) */
export const readConnectorProperties = (
  given: Readonly<Record<string, unknown>>,
): BotConnectorProperties => {
  const property = botConnectorUriProperty;
  const value = given[property];
  if (value === undefined || value === null || value === '') return {};
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.length > longestUri || !isAddress(text))
    throw integrationErrors.propertyInvalid(
      { property, problem: 'must be a complete http or https address without a user' },
      { details: [{ errorCode: 'invalid.value', fieldName: `properties.${property}` }] },
    );
  return { [property]: text };
};

/** Why a Bot Connector cannot become active; null when it can. */
export const connectorProblem = ({
  properties,
}: Pick<AppIntegration, 'properties'>): IntegrationProblem | null =>
  properties[botConnectorUriProperty] ? null : { kind: 'uriMissing', params: {} };
