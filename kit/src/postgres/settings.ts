/** Settings of the server by name, as PostgreSQL spells them. */
export type Settings = Readonly<Record<string, string>>;

/** A folder in a setting that takes a list: quoted, because the path may hold a comma. */
const listItem = (path: string) => `"${path.replaceAll('"', '""')}"`;

/**
 * The server's settings for this major version and platform.
 * The server's log keeps neither statements nor row values: they hold personal data.
 */
export const serverSettings = (options: {
  readonly major: number;
  readonly socketFolder: string;
  readonly platform?: NodeJS.Platform;
}): Settings => ({
  listen_addresses: '',
  unix_socket_directories: listItem(options.socketFolder),
  unix_socket_permissions: '0700',
  // POSIX shared memory is removed by systemd on logout and tiny in containers.
  dynamic_shared_memory_type: 'mmap',
  max_connections: '100',
  shared_buffers: '128MB',
  wal_level: 'replica',
  // Filling a new segment with zeros holds every commit up for tens of milliseconds, once in 16 MB of log.
  wal_init_zero: 'off',
  max_wal_senders: '2',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // A worker at full pace takes half a processor, which on a small machine is that of the messages meanwhile.
  autovacuum_vacuum_cost_delay: '10ms',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_checkpoints: 'off',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  ...(options.major >= 18 ? { io_method: 'sync' } : {}),
  ...((options.platform ?? process.platform) === 'darwin'
    ? { wal_sync_method: 'fsync_writethrough' }
    : {}),
});

/** initdb's locale: the provider built into PostgreSQL from 17 on, so that the folder may move between systems. */
export const localeArguments = (
  major: number,
  platform: NodeJS.Platform = process.platform,
): string[] => {
  if (major >= 17) return ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  return platform === 'linux' ? ['--locale=C.UTF-8'] : ['--locale=C', '--lc-ctype=UTF-8'];
};

export const asFlags = (settings: Settings): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
