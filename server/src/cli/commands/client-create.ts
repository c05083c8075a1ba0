import { type Command, UsageError } from '../command.ts';
import { chooseOrganisation, withCore } from '../core-session.ts';

/** The least of the shipped roles with which middleware of this wire can be set up and run. */
const defaultRole = 'Admin';

export const clientCreateCommand: Command = {
  name: 'client create',
  summary: 'create an OAuth client for a script',
  usage: 'client create --name <name> [--role <role>] [--org <id or short name>] [--json]',
  help: `
Creates a client of the client-credentials grant and prints its id and its secret, which is stored nowhere. Works beside
a running server.

Without --role it holds the role Admin: it may run the contact centre (integrations, conversations, queues, flows), and
may neither change roles and clients nor give anybody rights. Give a smaller role to a script that needs less, such as
a role of your own that holds only its permissions. --role "Master Admin" may do everything.

  npx tandem client create --name middleware --json
  curl -u "$ID:$SECRET" -d grant_type=client_credentials http://127.0.0.1:8080/oauth/token`,
  options: {
    name: { type: 'string', value: 'name', doc: 'name of the client (required)' },
    role: {
      type: 'string',
      value: 'role',
      doc: `name of the role it holds (default: ${defaultRole})`,
    },
    org: { type: 'string', value: 'org', doc: 'organisation, when there are several' },
    json: { type: 'boolean', doc: 'print one line of JSON: {"id":…,"secret":…}' },
  },
  async run(run) {
    const { options, out, err } = run;
    const { name, role = defaultRole, org: named } = options as Record<string, string | undefined>;
    if (!name) throw new UsageError('Give --name. See: tandem client create --help');
    return withCore(run, async (core) => {
      const org = await chooseOrganisation(core, named, err);
      if (!org) return 1;
      const { id, secret } = await core.identity.usecases.createClient({ org, name, role });
      if (options['role'] === undefined)
        err(`The client holds the role ${role}. Choose another with --role.`);
      if (options['json']) out(JSON.stringify({ id, secret }));
      else
        for (const line of [`client id      ${id}`, `client secret  ${secret}   (shown once)`])
          out(line);
      return 0;
    });
  },
};
