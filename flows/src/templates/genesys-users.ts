import type { FlowVariable } from '../flow.model.ts';
import {
  emailInput,
  findUser,
  foundUser,
  genesys,
  input,
  into,
  output,
  session,
  signIn,
  signInVariables,
  theEnd,
} from './genesys-parts.ts';
import { documentOf, type FlowTemplateFile, step } from './template.model.ts';

type Steps = Parameters<typeof documentOf>[0]['steps'];

const automation = (variables: readonly FlowVariable[], steps: Steps) =>
  documentOf({
    kind: 'automation',
    variables: [...signInVariables, ...variables],
    steps: [signIn, ...steps, theEnd],
  });

const userId = input('userId', 'Internal ID of the user');
const user = output('user', 'JSON', 'The user as the contact centre has it');
const whole = { output: 'dictionary', dictionary: 'user' } as const;

/** The contact centre takes no user without a division. */
const homeDivision = step('httpRequest', 'home', {
  name: 'Home division',
  description: 'Reads the division that every contact centre has.',
  settings: {
    ...{ useAuthenticatedEndpoint: true, authentication: 'session', session },
    ...{ requestPath: '/api/v2/authorization/divisions/home', method: 'GET' },
    responseTimeoutMs: 10_000,
    parse: [{ variable: 'divisionId', path: '$.id' }],
  },
});

const createUser: FlowTemplateFile = {
  id: 'genesys-user-create',
  name: 'Create user',
  description: 'Creates a user of the contact centre in its home division and hands out the ID.',
  document: automation(
    [
      emailInput,
      input('fullName', 'Name of the user'),
      { name: 'divisionId', type: 'String', description: 'ID of the home division' },
      ...foundUser,
    ],
    [
      homeDivision,
      genesys('genesysCreateUser', 'create', {
        name: 'Create user',
        description: 'Creates the user.',
        settings: {
          email: '{{ email }}',
          fullName: '{{ fullName }}',
          divisionId: '{{ divisionId }}',
          ...into(['userId', '$.id'], ['userName', '$.name']),
        },
      }),
    ],
  ),
};

const getUser: FlowTemplateFile = {
  id: 'genesys-user-get',
  name: 'Get user',
  description: 'Reads a user of the contact centre by ID.',
  document: automation(
    [userId, user],
    [
      genesys('genesysGetUser', 'get', {
        name: 'Get user',
        description: 'Reads the user.',
        settings: { userId: '{{ userId }}', ...whole },
      }),
    ],
  ),
};

const searchUsers: FlowTemplateFile = {
  id: 'genesys-user-search',
  name: 'Search users',
  description: 'Searches users of the contact centre by name or e-mail address.',
  document: automation(
    [
      input('search', 'Part of a name or an e-mail address'),
      output('users', 'JSON', 'The users that were found'),
      output('total', 'Integer', 'How many there are'),
    ],
    [
      genesys('genesysSearchUsers', 'search', {
        name: 'Search users',
        description: 'Searches names and e-mail addresses.',
        settings: {
          value: '{{ search }}',
          ...into(['users', '$.results'], ['total', '$.total']),
        },
      }),
    ],
  ),
};

const updateUser: FlowTemplateFile = {
  id: 'genesys-user-update',
  name: 'Update user',
  description: 'Changes title and department of a user; the version is read first.',
  document: automation(
    [
      userId,
      input('title', 'New title'),
      input('department', 'New department'),
      { name: 'version', type: 'Integer', description: 'Version that is changed' },
      user,
    ],
    [
      genesys('genesysGetUser', 'read', {
        name: 'Read user',
        description: 'Reads the version, which a change must name.',
        settings: { userId: '{{ userId }}', ...into(['version', '$.version']) },
      }),
      genesys('genesysUpdateUser', 'update', {
        name: 'Update user',
        description: 'Changes the user.',
        settings: {
          userId: '{{ userId }}',
          version: '{{ version }}',
          title: '{{ title }}',
          department: '{{ department }}',
          ...whole,
        },
      }),
    ],
  ),
};

const deleteUser: FlowTemplateFile = {
  id: 'genesys-user-delete',
  name: 'Delete user',
  description: 'Looks a user up by e-mail address and deletes the user.',
  document: automation(
    [emailInput, ...foundUser],
    [
      findUser,
      genesys('genesysDeleteUser', 'delete', {
        name: 'Delete user',
        description: 'Deletes the user that was found.',
        settings: { userId: '{{ userId }}' },
      }),
    ],
  ),
};

const roleVariables = [
  emailInput,
  input('roleName', 'Name of the role'),
  ...foundUser,
  output('roleId', 'String', 'ID of the role'),
];

const findRole = genesys('genesysListRoles', 'findRole', {
  name: 'Find role',
  description: 'Looks the role up by name.',
  settings: { roleName: '{{ roleName }}', ...into(['roleId', '$.entities[0].id']) },
});

const roleSettings = { roleId: '{{ roleId }}', users: '{{ userId }}' };

const assignRole: FlowTemplateFile = {
  id: 'genesys-role-assign',
  name: 'Assign role',
  description: 'Gives a user a role, both looked up by name.',
  document: automation(roleVariables, [
    findUser,
    findRole,
    genesys('genesysAddUsersToRole', 'assign', {
      name: 'Assign role',
      description: 'Adds the user to the role.',
      settings: roleSettings,
    }),
  ]),
};

const unassignRole: FlowTemplateFile = {
  id: 'genesys-role-unassign',
  name: 'Unassign role',
  description: 'Takes a role away from a user, both looked up by name.',
  document: automation(roleVariables, [
    findUser,
    findRole,
    genesys('genesysRemoveUsersFromRole', 'unassign', {
      name: 'Unassign role',
      description: 'Removes the user from the role.',
      settings: roleSettings,
    }),
  ]),
};

/** The Genesys package as flows that are ready to run. */
export const genesysTemplates: readonly FlowTemplateFile[] = [
  createUser,
  getUser,
  searchUsers,
  updateUser,
  deleteUser,
  assignRole,
  unassignRole,
];
