import { choice, integer, secret, template } from './fields.ts';
import { genesysAction } from './genesys-action.ts';

const required = { required: true } as const;
const userId = template('userId', 'Internal user ID', required);
const states = { choices: ['active', 'inactive'] } as const;

export const createUser = genesysAction({
  type: 'genesysCreateUser',
  label: 'Create user',
  fields: [
    template('email', 'Email', required),
    secret('password', 'Password'),
    template('fullName', 'Full name', required),
    template('divisionId', 'Division ID'),
    choice('state', 'State', { ...states, default: 'active' }),
    template('title', 'Title'),
    template('department', 'Department'),
  ],
  request: {
    method: 'POST',
    path: '/api/v2/users',
    body: {
      email: { $text: 'email' },
      password: { $secret: 'password' },
      name: { $text: 'fullName' },
      divisionId: { $text: 'divisionId' },
      state: { $text: 'state' },
      title: { $text: 'title' },
      department: { $text: 'department' },
    },
  },
});

export const getUser = genesysAction({
  type: 'genesysGetUser',
  label: 'Get user',
  fields: [userId],
  request: { method: 'GET', path: '/api/v2/users/{userId}' },
});

export const searchUsers = genesysAction({
  type: 'genesysSearchUsers',
  label: 'Search users',
  fields: [
    template('value', 'Search for', required),
    template('searchFields', 'In the fields', { default: 'name, email' }),
    integer('pageSize', 'Users at most', { min: 1, max: 500, default: 25 }),
  ],
  request: {
    method: 'POST',
    path: '/api/v2/users/search',
    body: {
      pageSize: { $number: 'pageSize' },
      query: [{ type: 'CONTAINS', fields: { $list: 'searchFields' }, value: { $text: 'value' } }],
    },
  },
});

export const updateUser = genesysAction({
  type: 'genesysUpdateUser',
  label: 'Update user',
  fields: [
    userId,
    integer('version', 'Version', { ...required, min: 0, max: 2_147_483_647 }),
    template('email', 'Email'),
    template('fullName', 'Full name'),
    choice('state', 'State', states),
    template('title', 'Title'),
    template('department', 'Department'),
  ],
  request: {
    method: 'PATCH',
    path: '/api/v2/users/{userId}',
    body: {
      version: { $number: 'version' },
      email: { $text: 'email' },
      name: { $text: 'fullName' },
      state: { $text: 'state' },
      title: { $text: 'title' },
      department: { $text: 'department' },
    },
  },
});

export const deleteUser = genesysAction({
  type: 'genesysDeleteUser',
  label: 'Delete user',
  fields: [userId],
  request: { method: 'DELETE', path: '/api/v2/users/{userId}' },
});

export const userActions = [createUser, getUser, searchUsers, updateUser, deleteUser];
