import { integer, text } from '@tandem/kit';

/** Database connections, and leases of the nodes that share it. */
export const databaseSettings = {
  TANDEM_DATABASE_POOL: {
    default: '10',
    parse: integer(2, 200),
    doc: 'Database connections for each half of a process.',
  },
  TANDEM_DATABASE_CONNECT_TIMEOUT: {
    default: '5',
    parse: integer(1, 60),
    doc: 'Seconds a request waits for a database connection before it is answered with 503.',
  },
  TANDEM_DATABASE_STATEMENT_TIMEOUT: {
    default: '10',
    parse: integer(1, 600),
    doc: 'Seconds a statement may take before it is cut off and its request answered with 503. Migrations, export and import are exempt; retention works in small steps.',
  },
  TANDEM_LEASE_TIME: {
    default: '15',
    parse: integer(12, 600),
    doc: 'Seconds after which other nodes take over the conversations of a node that does not answer. At least TANDEM_LEASE_RENEWAL + 11, so that a webhook call keeps its 10 seconds. The same on all nodes.',
  },
  TANDEM_LEASE_RENEWAL: {
    default: '3',
    parse: integer(1, 200),
    doc: 'Seconds between two signs of life of a node. At most a third of TANDEM_LEASE_TIME.',
  },
  TANDEM_PG_BIN: {
    default: undefined,
    parse: text,
    doc: 'Folder with postgres and initdb to use for the embedded database instead of the bundled ones.',
  },
} as const;
