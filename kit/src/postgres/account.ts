import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { postgresErrors } from './postgres.errors.ts';

/** The operating-system account that PostgreSQL runs as, when it is not our own. */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number };

const preferred = ['tandem', 'postgres', 'node', 'nobody'] as const;

/** Reads the lines of an /etc/passwd. */
export const parsePasswd = (text: string): Account[] =>
  text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });

/**
 * Chooses the account for a root process: the owner of one of the folders, the first that has one other
 * than root, else a well-known account. An owner without a passwd entry is passed over: initdb needs one.
 */
export const chooseAccount = (
  accounts: readonly Account[],
  ownerUids: readonly number[],
): Account | undefined => {
  const byOwner = ownerUids.flatMap((uid) =>
    uid === 0 ? [] : accounts.filter((account) => account.uid === uid).slice(0, 1),
  );
  const byName = preferred.flatMap((name) => accounts.filter((account) => account.name === name));
  return [...byOwner, ...byName].find((account) => account.uid !== 0);
};

const ownerOf = (path: string): number[] => {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? [stat.uid] : [];
};

/**
 * The account PostgreSQL must be started as, or undefined when our own will do.
 * @throws postgresErrors.noAccount when we are root and the machine has no suitable account.
 */
export const accountFor = (folders: readonly string[]): Account | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = parsePasswd(readFileSync('/etc/passwd', 'utf8'));
  const account = chooseAccount(accounts, folders.flatMap(ownerOf));
  if (!account) throw postgresErrors.noAccount({ folder: folders.at(-1) ?? '' });
  return account;
};

/** The part of spawn's options that switches to the account. */
export const asAccount = (account: Account | undefined) =>
  account ? { uid: account.uid, gid: account.gid } : {};

/** Whether the account can enter the folder; asked of the kernel, so access control lists count too. */
export const canEnter = (account: Account | undefined, folder: string): boolean => {
  if (!account) return true;
  const probe = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], {
    ...asAccount(account),
    cwd: '/',
    stdio: 'ignore',
  });
  return probe.status === 0;
};
