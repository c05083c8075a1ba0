import { template } from './fields.ts';
import { genesysAction } from './genesys-action.ts';

const required = { required: true } as const;
const roleId = template('roleId', 'Role ID', required);
const userId = template('userId', 'Internal user ID', required);
const users = template('users', 'Internal user IDs', required);

export const addUsersToRole = genesysAction({
  type: 'genesysAddUsersToRole',
  label: 'Add users to role',
  fields: [roleId, users],
  request: {
    method: 'PUT',
    path: '/api/v2/authorization/roles/{roleId}/users/add',
    body: { $list: 'users' },
  },
});

export const removeUsersFromRole = genesysAction({
  type: 'genesysRemoveUsersFromRole',
  label: 'Remove users from role',
  fields: [roleId, users],
  request: {
    method: 'PUT',
    path: '/api/v2/authorization/roles/{roleId}/users/remove',
    body: { $list: 'users' },
  },
});

export const listRoles = genesysAction({
  type: 'genesysListRoles',
  label: 'List or search roles',
  fields: [template('roleName', 'Role name')],
  request: {
    method: 'GET',
    path: '/api/v2/authorization/roles',
    query: { name: 'roleName' },
  },
});

export const listRolesOfUser = genesysAction({
  type: 'genesysListRolesOfUser',
  label: "List user's roles",
  fields: [userId],
  request: { method: 'GET', path: '/api/v2/users/{userId}/roles' },
});

export const listUsersInRole = genesysAction({
  type: 'genesysListUsersInRole',
  label: 'List users in a role',
  fields: [roleId],
  request: { method: 'GET', path: '/api/v2/authorization/roles/{roleId}/users' },
});

export const setRolesOfUser = genesysAction({
  type: 'genesysSetRolesOfUser',
  label: "Set the user's roles",
  fields: [userId, template('roles', 'Role IDs', required)],
  request: {
    method: 'PUT',
    path: '/api/v2/users/{userId}/roles',
    body: { $list: 'roles' },
  },
});

export const roleActions = [
  addUsersToRole,
  listRoles,
  listRolesOfUser,
  listUsersInRole,
  removeUsersFromRole,
  setRolesOfUser,
];
