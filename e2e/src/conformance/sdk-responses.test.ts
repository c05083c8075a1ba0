import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTandem } from '../harness/tandem.ts';
import { apisOf, openSdk, refusal, type SdkApis } from './foreign-sdk.ts';
import { startSite } from './site.ts';

let site: TestTandem;
const logInAs = async (role: string): Promise<SdkApis> => {
  const client = await site.server.core.identity.usecases.createClient({
    org: site.org,
    name: `Responses ${role}`,
    role,
  });
  const sdk = apisOf(openSdk(site.url));
  await sdk.client.loginClientCredentialsGrant(client.id, client.secret);
  return sdk;
};
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site[Symbol.asyncDispose]());

describe('canned responses by the official SDK', () => {
  it('are made in libraries, found, changed and deleted', async () => {
    const { responses } = await logInAs('Master Admin');
    const library = await responses.postResponsemanagementLibraries({ name: 'Greetings' });
    expect(library).toMatchObject({ name: 'Greetings', version: 1, id: expect.any(String) });
    const libraryId = library.id ?? '';
    const substitutions = [{ id: 'customer.firstName', defaultValue: 'there' }];
    const made = await responses.postResponsemanagementResponses({
      name: 'Hello',
      libraries: [{ id: libraryId }],
      texts: [{ content: 'Hello {{customer.firstName}}', contentType: 'text/plain' }],
      interactionType: 'chat',
      substitutions,
    });
    expect(made).toMatchObject({ substitutions, libraries: [{ id: libraryId }] });
    const responseId = made.id ?? '';
    const listed = await responses.getResponsemanagementResponses(libraryId, { pageSize: 10 });
    expect(listed).toMatchObject({ total: 1, pageSize: 10, entities: [{ id: responseId }] });
    const found = await responses.postResponsemanagementResponsesQuery({
      queryPhrase: 'hello',
      pageSize: 25,
      filters: [{ name: 'libraryId', operator: 'IN', values: [libraryId] }],
    });
    expect(found.results.entities).toMatchObject([{ name: 'Hello' }]);
    const changed = await responses.putResponsemanagementResponse(responseId, {
      ...made,
      name: 'Hi',
    });
    expect(changed).toMatchObject({ name: 'Hi', version: 2 });
    expect(await refusal(responses.putResponsemanagementResponse(responseId, made))).toMatchObject({
      status: 409,
    });
    await responses.deleteResponsemanagementResponse(responseId);
    await responses.deleteResponsemanagementLibrary(libraryId);
    expect(await refusal(responses.getResponsemanagementLibrary(libraryId))).toMatchObject({
      status: 404,
      code: 'not.found',
    });
  });

  it('are read by agents and written by nobody who may not', async () => {
    const { responses } = await logInAs('Agent');
    expect((await responses.getResponsemanagementLibraries({})).entities).toEqual([]);
    const refused = await refusal(responses.postResponsemanagementLibraries({ name: 'Mine' }));
    expect(refused).toMatchObject({
      status: 403,
      message: expect.stringContaining('responses:library:add'),
    });
  });
});
