import { randomUUID } from 'node:crypto';
import type { FakeState, Row } from './fake-data.ts';
import { type FakeRoutes, failure, found, listing } from './fake-http.ts';
import { collection } from './fake-message-routes.ts';

const USERS = '/api/v2/users';

const named = (kind: string, names: readonly string[]): Row[] =>
  names.map((name) => ({ id: `${kind}-${name}`, name, state: 'active' }));

/** Skills or languages of users, each with a proficiency. */
function abilityRoutes(all: readonly Row[], part: string, id: string): FakeRoutes {
  const held = new Map<string, Row[]>();
  const path = `${USERS}/{userId}/${part}`;
  const of = (userId = ''): Row[] => held.get(userId) ?? [];
  const set = (userId: string | undefined, one: Row): void => {
    const ability = all.find((row) => row.id === one.id);
    const others = of(userId).filter((row) => row.id !== one.id);
    held.set(userId ?? '', [...others, { ...ability, ...one }]);
  };
  const change: FakeRoutes[string] = ({ params, body }) => {
    set(params['userId'], { ...body, id: params[id] ?? '' });
    return found({ ...body });
  };
  return {
    [`GET ${path}`]: ({ params, query }) => listing(of(params['userId']), query),
    [`POST ${path}`]: ({ params, body }) => {
      set(params['userId'], body as Row);
      return found(body);
    },
    [`PUT ${path}/{${id}}`]: change,
    [`PATCH ${path}/{${id}}`]: change,
    [`DELETE ${path}/{${id}}`]: ({ params }) => {
      const { userId } = params;
      held.set(
        userId ?? '',
        of(userId).filter((row) => row.id !== params[id]),
      );
      return { status: 200 };
    },
  };
}

function userRoutes(state: FakeState): FakeRoutes {
  const userOf = (id: string | undefined) => state.users.find((user) => user.id === id);
  return {
    [`GET ${USERS}`]: ({ query }) => {
      const wanted = query.get('state') ?? 'active';
      return listing(
        state.users.filter((user) => user['state'] === wanted),
        query,
      );
    },
    [`POST ${USERS}/search`]: ({ body }) => {
      const criteria = body['query'] as { type: string; value: string }[];
      const part = criteria[0]?.value.toLowerCase() ?? '';
      const results = state.users.filter((user) =>
        `${user['name']} ${user['email']}`.toLowerCase().includes(part),
      );
      return found({ results, total: results.length, pageCount: 1, pageNumber: 1, pageSize: 25 });
    },
    [`POST ${USERS}`]: ({ body }) => {
      const { password: _, ...shown } = body;
      const user = { ...shown, id: randomUUID(), state: 'active', version: 1 };
      state.users.push(user);
      return found(user);
    },
    [`GET ${USERS}/{userId}`]: ({ params }) => found(userOf(params['userId'])),
    [`PATCH ${USERS}/{userId}`]: ({ params, body }) => {
      const user = userOf(params['userId']);
      return found(user && Object.assign(user, body, { version: Number(body['version']) + 1 }));
    },
    [`DELETE ${USERS}/{userId}`]: ({ params }) => {
      const user = userOf(params['userId']);
      if (user) user['state'] = 'deleted';
      return found(user && {});
    },
    [`POST ${USERS}/me/password`]: ({ body }) =>
      body['oldPassword'] === 'right password'
        ? { status: 204 }
        : failure(400, 'invalid.password', 'The current password is not right.'),
    [`POST ${USERS}/{userId}/password`]: () => ({ status: 204 }),
    [`GET ${USERS}/{userId}/queues`]: ({ params, query }) =>
      listing(
        state.queues.filter(({ id }) =>
          state.members.get(id)?.some((member) => member.id === params['userId']),
        ),
        query,
      ),
  };
}

/** Users with their abilities; wrap-up codes, skills, languages. */
export function peopleRoutes(state: FakeState): FakeRoutes {
  const skills = named('skill', ['Billing', 'Returns', 'Technical']);
  const languages = named('language', ['English', 'German', 'Turkish']);
  return {
    ...userRoutes(state),
    ...abilityRoutes(skills, 'routingskills', 'skillId'),
    ...abilityRoutes(languages, 'routinglanguages', 'languageId'),
    ...collection(state.codes, {
      path: '/api/v2/routing/wrapupcodes',
      id: 'codeId',
      verb: 'PUT',
    }),
    ...collection(skills, { path: '/api/v2/routing/skills', id: 'skillId' }),
    ...collection(languages, { path: '/api/v2/routing/languages', id: 'languageId' }),
  };
}
