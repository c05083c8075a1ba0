import { emailInput, output, signIn, signInVariables, theEnd } from './genesys-parts.ts';
import { documentOf, type FlowTemplateFile, step } from './template.model.ts';

const search = {
  pageSize: 1,
  query: [{ type: 'EXACT', fields: ['email'], value: '{{ email }}' }],
};

const lookUp = step('httpRequest', 'request', {
  name: 'Lookup',
  description: 'One request over the session that was signed in.',
  settings: {
    useAuthenticatedEndpoint: true,
    authentication: 'session',
    session: 'Contact centre',
    requestPath: '/api/v2/users/search',
    method: 'POST',
    contentType: 'Application/JSON',
    body: JSON.stringify(search, null, 2),
    escapeJson: true,
    responseTimeoutMs: 10_000,
  },
});

const read = step('parse', 'parse', {
  name: 'Read the answer',
  description: 'Takes the name out of the answer.',
  settings: {
    input: '{{ Lookup.httpResponseBody }}',
    contentType: 'JSON',
    parse: [{ variable: 'userName', path: '$.results[0].name' }],
  },
});

/** OAuth, HTTP Request and Parse: the shape of most look-ups. */
export const httpLookup: FlowTemplateFile = {
  id: 'http-lookup',
  name: 'Look up over HTTP',
  description: 'Signs in, sends an HTTP request and takes a value out of the answer.',
  document: documentOf({
    kind: 'automation',
    variables: [
      ...signInVariables,
      emailInput,
      output('userName', 'String', 'Name that was looked up'),
    ],
    steps: [signIn, lookUp, read, theEnd],
  }),
};
