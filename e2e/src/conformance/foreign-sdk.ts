import platformClient from 'purecloud-platform-client-v2';

export type SdkClient = typeof platformClient.ApiClient;
const { ApiClientClass } = platformClient as unknown as { ApiClientClass: new () => SdkClient };

/** A client of the vendor's own SDK that knows of Tandem only what `setGateway` tells it. */
export const openSdk = (url: string): SdkClient => {
  const { hostname, port, protocol } = new URL(url);
  const client = new ApiClientClass();
  client.config.live_reload_config = false;
  client.setGateway({
    host: hostname,
    protocol: protocol.replace(':', ''),
    port: Number(port),
    path_params_login: '',
    path_params_api: '',
  });
  return client;
};

/** The parts of the SDK the tests call, bound to one client. */
export const apisOf = (client: SdkClient) => ({
  client,
  analytics: new platformClient.AnalyticsApi(client),
  architect: new platformClient.ArchitectApi(client),
  authorization: new platformClient.AuthorizationApi(client),
  conversations: new platformClient.ConversationsApi(client),
  externalContacts: new platformClient.ExternalContactsApi(client),
  integrations: new platformClient.IntegrationsApi(client),
  notifications: new platformClient.NotificationsApi(client),
  oauth: new platformClient.OAuthApi(client),
  presence: new platformClient.PresenceApi(client),
  responses: new platformClient.ResponseManagementApi(client),
  routing: new platformClient.RoutingApi(client),
  tokens: new platformClient.TokensApi(client),
  users: new platformClient.UsersApi(client),
});
export type SdkApis = ReturnType<typeof apisOf>;

/** What the SDK hands to a caller whose request was refused. */
export const refusal = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('the call was not refused');
};
