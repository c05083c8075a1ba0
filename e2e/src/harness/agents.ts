import { type Api, createApi } from './api.ts';

/** An agent who is signed in, on queue, and calls the wire under the own name. */
export type Agent = { readonly id: string; readonly api: Api };

type Named = { readonly id: string; readonly name: string };
type Listed = { readonly entities: readonly Named[] };

const agentPassword = 'correct horse battery staple';

const roleNamed = async (admin: Api, name: string) => {
  const { entities } = await admin.ok<Listed>('GET', '/api/v2/authorization/roles?pageSize=100');
  const role = entities.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!role) throw new Error(`no role ${name} among ${entities.map((one) => one.name)}`);
  return role.id;
};

const addAgent = async (admin: Api, name: string): Promise<Agent> => {
  const home = await admin.ok<Named>('GET', '/api/v2/authorization/divisions/home');
  const email = `${name}@example.com`;
  const user = await admin.ok<Named>('POST', '/api/v2/users', {
    name,
    email,
    divisionId: home.id,
    password: agentPassword,
  });
  await admin.ok('PUT', `/api/v2/users/${user.id}/roles`, [await roleNamed(admin, 'Master Admin')]);
  return {
    id: user.id,
    api: await createApi(admin.url).signIn({ email, password: agentPassword }),
  };
};

/** A queue with agents who are on queue. Offers stand for two minutes, so that none runs out during a test. */
export const addQueue = async (
  admin: Api,
  { name, agents }: { name: string; agents: readonly string[] },
): Promise<{ readonly id: string; readonly agents: readonly Agent[] }> => {
  const queue = await admin.ok<Named>('POST', '/api/v2/routing/queues', {
    name,
    mediaSettings: { message: { alertingTimeoutSeconds: 120 } },
    acwSettings: { wrapupPrompt: 'OPTIONAL' },
  });
  const added: Agent[] = [];
  for (const agent of agents) added.push(await addAgent(admin, agent));
  await admin.ok(
    'POST',
    `/api/v2/routing/queues/${queue.id}/members`,
    added.map(({ id }) => ({ id })),
  );
  for (const { api, id } of added)
    await api.ok('PUT', `/api/v2/users/${id}/routingstatus`, { status: 'IDLE' });
  return { id: queue.id, agents: added };
};
