import { defineErrors } from '../errors.ts';

export const postgresErrors = defineErrors('postgres', {
  binariesMissing: {
    status: 500,
    code: 'postgres.binaries.missing',
    text: 'No PostgreSQL to run ({tried}). Set DATABASE_URL to a PostgreSQL server of version 15 or newer, or TANDEM_PG_BIN to the folder that holds postgres and initdb.',
  },
  platformUnsupported: {
    status: 500,
    code: 'postgres.platform.unsupported',
    text: 'The embedded PostgreSQL does not run on {platform}. Set DATABASE_URL to a PostgreSQL server of version 15 or newer.',
  },
  tooOld: {
    status: 500,
    code: 'postgres.too.old',
    text: 'PostgreSQL {version} in {folder} is too old: Tandem needs version 15 or newer.',
  },
  otherMajor: {
    status: 500,
    code: 'postgres.other.major',
    text: 'The database in {folder} belongs to PostgreSQL {found}, but the binaries are PostgreSQL {have}. Run "npx tandem export" with PostgreSQL {found} (TANDEM_PG_BIN names its folder), then "npx tandem import" into a new data folder.',
  },
  noAccount: {
    status: 500,
    code: 'postgres.no.account',
    text: 'PostgreSQL refuses to run as root and no account to run it was found. Start Tandem as an ordinary user, give {folder} to one, or set DATABASE_URL.',
  },
  folderUnreachable: {
    status: 500,
    code: 'postgres.folder.unreachable',
    text: 'The account "{account}" that runs PostgreSQL cannot reach {folder}. Set TANDEM_DATA to a folder it can reach, or start Tandem as an ordinary user.',
  },
  folderUnwritable: {
    status: 500,
    code: 'data.folder.unwritable',
    text: 'The data folder {folder} cannot be written ({reason}). Make it writable or set TANDEM_DATA to another folder.',
  },
  folderInUse: {
    status: 409,
    code: 'data.folder.in.use',
    text: 'Another Tandem{holder} uses the data folder {folder}. Stop it first (npx tandem stop) or set TANDEM_DATA to another folder.',
  },
  initFailed: {
    status: 500,
    code: 'postgres.init.failed',
    text: 'A new database could not be made in {folder}: {reason}',
  },
  startFailed: {
    status: 500,
    code: 'postgres.start.failed',
    text: 'PostgreSQL did not start in {folder}: {reason}',
  },
});
