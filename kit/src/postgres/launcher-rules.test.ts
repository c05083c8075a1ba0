import { describe, expect, it } from 'vitest';
import { isPostgresOn, parsePidFile } from './pid-file.ts';
import { localeArguments, serverSettings } from './settings.ts';
import { fitsSocketPath } from './socket-folder.ts';
import { restartPauseMs } from './supervisor.ts';

describe('postmaster.pid', () => {
  const text = '4711\n/data/pg\n1700000000\n5432\n/data/socket\n\n  123 456\nready   \n';

  it('tells process, socket and status', () => {
    expect(parsePidFile(text)).toEqual({
      pid: 4711,
      port: 5432,
      socketDir: '/data/socket',
      status: 'ready',
    });
  });

  it('is absent while it is being written', () => {
    expect(parsePidFile('')).toBeUndefined();
    expect(parsePidFile('4711\n/data/pg\n')).toMatchObject({ pid: 4711, status: '' });
  });

  it('proves nothing when its process is another program', () => {
    expect(isPostgresOn(process.pid, process.cwd())).toBe(false);
    expect(isPostgresOn(2 ** 22 + 1, '/data/pg')).toBe(false);
  });
});

describe('the settings of the server', () => {
  it('fit the major version and the system', () => {
    const socketFolder = '/data/so,cket';
    const newest = serverSettings({ major: 18, socketFolder, platform: 'linux' });
    expect(newest).toMatchObject({ io_method: 'sync', listen_addresses: '' });
    expect(newest['unix_socket_directories']).toBe('"/data/so,cket"');
    expect(newest).not.toHaveProperty('wal_sync_method');
    const older = serverSettings({ major: 17, socketFolder, platform: 'darwin' });
    expect(older).not.toHaveProperty('io_method');
    expect(older).toHaveProperty('wal_sync_method', 'fsync_writethrough');
  });

  it('use the built-in locale where there is one', () => {
    expect(localeArguments(18)).toContain('--builtin-locale=C.UTF-8');
    expect(localeArguments(16, 'linux')).toEqual(['--locale=C.UTF-8']);
  });

  it('keep to the system limit of socket paths, counted in bytes', () => {
    const socket = '/.s.PGSQL.5432'.length;
    expect(fitsSocketPath(`/${'d'.repeat(106 - socket)}`, 'linux')).toBe(true);
    expect(fitsSocketPath(`/${'d'.repeat(107 - socket)}`, 'linux')).toBe(false);
    expect(fitsSocketPath(`/${'d'.repeat(103 - socket)}`, 'darwin')).toBe(false);
    expect(fitsSocketPath(`/${'ä'.repeat(60)}`, 'linux')).toBe(false);
  });

  it('let restarts follow quickly at first and then slower', () => {
    expect([0, 1, 2, 20].map(restartPauseMs)).toEqual([50, 100, 200, 10_000]);
  });
});
