/** Addresses of entities, and the short mentions of them. */
export const uris = {
  user: (id: string) => `/api/v2/users/${id}`,
  role: (id: string) => `/api/v2/authorization/roles/${id}`,
  division: (id: string) => `/api/v2/authorization/divisions/${id}`,
  subject: (id: string) => `/api/v2/authorization/subjects/${id}`,
  client: (id: string) => `/api/v2/oauth/clients/${id}`,
  authorization: (id: string) => `/api/v2/oauth/authorizations/${id}`,
  scope: (id: string) => `/api/v2/oauth/scopes/${id}`,
} as const;

export const divisionRef = (id: string, name: string) => ({
  id,
  name,
  selfUri: uris.division(id),
});
