import { SettingError } from '@tandem/kit';
import type { MediaStorageSettings } from '@tandem/platform';
import type { ServerSettings } from '../settings.ts';

const needed = [
  'TANDEM_S3_URL',
  'TANDEM_S3_BUCKET',
  'TANDEM_S3_ACCESS_KEY_ID',
  'TANDEM_S3_SECRET_ACCESS_KEY',
] as const;

/** The storage of files as the settings say. @throws SettingError where the bucket is only half set up. */
export const mediaStorageOf = (settings: ServerSettings): MediaStorageSettings => {
  const kind = settings.TANDEM_MEDIA_STORAGE;
  const missing = needed.filter((name) => settings[name] === undefined);
  const isAbsent = missing.length === needed.length;
  if (missing.length > 0 && !(isAbsent && kind === 'postgres'))
    throw new SettingError(`${missing[0]}: is needed for files in an S3 bucket`);
  return {
    kind,
    s3: isAbsent
      ? null
      : {
          url: settings.TANDEM_S3_URL ?? '',
          bucket: settings.TANDEM_S3_BUCKET ?? '',
          prefix: settings.TANDEM_S3_PREFIX ?? '',
          region: settings.TANDEM_S3_REGION,
          accessKeyId: settings.TANDEM_S3_ACCESS_KEY_ID ?? '',
          secretAccessKey: settings.TANDEM_S3_SECRET_ACCESS_KEY ?? '',
        },
  };
};
