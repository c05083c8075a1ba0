import type { SettingField } from '@tandem/contract';

/** What drivers know of destinations. */
export type {
  DestinationDriver,
  Outcome,
  OutgoingEvent,
  Preparation,
  RemoteState,
  SendResult,
} from '../destination.model.ts';
export type { DestinationKind, OpenDestination } from '../destination-kinds.ts';
export { contentTypes, createBodies, detailOf } from '../envelope.rules.ts';

/** A setting as data: a text that may be left out, unless it says otherwise. */
export const settingField = (
  given: Partial<SettingField> & Pick<SettingField, 'name' | 'label'>,
): SettingField => ({
  ...{ type: 'text', required: false, secret: false, target: false },
  ...given,
});
