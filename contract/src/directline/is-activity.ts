import { Value } from 'typebox/value';
import { Activity } from './activity.ts';

/** Whether a value read from JSON is an activity, as the body of `postActivity` has to be. */
export const isActivity = (value: unknown): value is Activity => Value.Check(Activity, value);
