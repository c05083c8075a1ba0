import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';
import { SecretSourceRequest, SecretSourceView } from './secret-source.ts';

/**
 * How the events of an Amazon EventBridge source travel: over Tandem's own event buses, to a custom bus of the AWS
 * account, or as a partner of AWS. The wire's integration knows nothing of it.
 */
export const deliveryKinds = ['embedded', 'aws-bus', 'aws-partner'] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

const text = Type.String();
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const settingName = '^[A-Za-z][A-Za-z0-9]{0,63}$';
const settingValue = Type.Union([Type.String({ maxLength: 2048 }), Type.Number(), Type.Boolean()]);

/** A whole delivery. A secret that is left out is taken away; an insecure string without value stays as it is. */
export const IntegrationDeliveryRequest = Type.Object({
  kind: Type.Enum([...deliveryKinds]),
  /** As the driver of the kind declares them. */
  settings: Type.Optional(Type.Record(Type.String({ pattern: settingName }), settingValue)),
  secrets: Type.Optional(Type.Record(Type.String({ pattern: settingName }), SecretSourceRequest)),
});
export type IntegrationDeliveryRequest = Static<typeof IntegrationDeliveryRequest>;

export const IntegrationDelivery = Type.Object({
  kind: Type.Enum([...deliveryKinds]),
  settings: Type.Record(text, settingValue),
  secrets: Type.Record(text, SecretSourceView),
  /** The partner event source of an `embedded` delivery; null while there is none. */
  partnerSource: nullable(
    Type.Object({ name: text, state: Type.Enum(['PENDING', 'ACTIVE', 'DELETED']) }),
  ),
});
export type IntegrationDelivery = Static<typeof IntegrationDelivery>;

const integration = Type.Object({ integrationId: text });
const path = '/tandem/integrations/{integrationId}/delivery';

export const integrationDeliveryOperations = {
  getTandemIntegrationDelivery: {
    method: 'GET',
    path,
    permission: { all: ['integrations:integration:view'] },
    params: integration,
    reply: { 200: IntegrationDelivery },
  },
  /** Another kind makes an active integration inactive, as another account does; settings and secrets count at once. */
  putTandemIntegrationDelivery: {
    method: 'PUT',
    path,
    permission: { all: ['integrations:integration:edit'] },
    params: integration,
    body: IntegrationDeliveryRequest,
    reply: { 200: IntegrationDelivery },
  },
} as const satisfies Operations;
