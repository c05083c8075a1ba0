import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { createApi } from '../harness/api.ts';
import { adminEmail, adminPassword } from '../harness/tandem.ts';
import { findingsInBothLooks } from './accessibility.ts';
import { type Chat, chatOn } from './chat.ts';
import { type Console, consoleOn } from './console.ts';
import { type Desk, deskOn } from './desk.ts';
import { showOnFailure } from './failure.ts';
import { type Site, startSite } from './site.ts';
import { openWindow, signIn, type Window } from './window.ts';

const article = {
  title: 'Returning a parcel',
  text: 'Print the label from your account. Bring the parcel to any post office within 30 days.',
};

/** A form in a tile: it says what was pressed, and shows what it is told. */
const formOf = (
  choice: string,
) => `<button onclick="parent.postMessage({type:'tandem.copilot.input',value:{choice:'${choice}'}},'*')">Press ${choice}</button>
<p id="told"></p>
<script>addEventListener('message',({data})=>{if(data.type==='tandem.copilot.data')told.textContent='Told: '+data.data})</script>`;

/** A site of others, with one page. */
const serve = async (page: string) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
};

const linkKey = 'a key of the contact centre with 32+ characters';

/** Signed as the contact centre of others does it. */
const signedBy = (key: string, claims: object): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};

/** With the demo, clicking; each step goes on where the one before it ended. */
describe('S2.11 the copilot workspace', () => {
  let site: Site;
  let browser: Browser;
  let visitor: Window;
  let agent: Window;
  /** Somebody who has signed in nowhere. */
  let reader: Window;
  let at: Console;
  let chat: Chat;
  let desk: Desk;
  let link = '';

  beforeAll(async () => {
    [site, browser] = await Promise.all([startSite(), launchBrowser()]);
    [visitor, agent, reader] = await Promise.all([
      openWindow(browser),
      openWindow(browser, { viewport: { width: 1600, height: 900 } }),
      openWindow(browser, { viewport: { width: 1440, height: 900 } }),
    ]);
    [at, chat, desk] = [consoleOn(agent.page), chatOn(visitor.page), deskOn(agent.page)];
    await agent.page.goto(`${site.url}/console/`);
    await signIn(agent.page);
  });
  afterEach(showOnFailure(() => [visitor, agent, reader]));
  afterAll(async () => {
    await browser.close();
    await site[Symbol.asyncDispose]();
  });

  const tile = (name: string) => reader.page.getByRole('region', { name, exact: true });
  const api = () => createApi(site.url).signIn({ email: adminEmail, password: adminPassword });
  const changeWorkspace = async (change: object) => {
    const admin = await api();
    const { entities } = await admin.ok<{ entities: { id: string; token: string }[] }>(
      'GET',
      '/tandem/gateway/endpoints',
    );
    const [endpoint] = entities;
    const path = `/tandem/gateway/endpoints/${endpoint?.id}/copilot`;
    const stored = await admin.ok<Record<string, unknown>>('GET', path);
    const { endpointId: _id, version: _version, jwtKey: _key, ...workspace } = stored;
    await admin.ok('PUT', path, { ...workspace, ...change });
    return { endpointToken: endpoint?.token ?? '' };
  };
  const pane = async (): Promise<Frame> => {
    const handle = await agent.page.locator('iframe[title="Copilot"]').elementHandle();
    const frame = await handle?.contentFrame();
    if (!frame) throw new Error('the desk has no copilot pane');
    return frame;
  };

  it('S2.11 an article is written in the console and found again', async () => {
    await at.go('Knowledge');
    await at.press('New article');
    const drawer = agent.page.getByRole('dialog');
    await at.field('Title', drawer).fill(article.title);
    await drawer.getByRole('textbox', { name: 'Text' }).fill(article.text);
    await at.press('Save', drawer);
    await at.cell(article.title);
    await at.field('Try the search').fill('how do I return parcels');
    await agent.page
      .getByRole('list', { name: 'Found articles' })
      .getByText(article.title)
      .waitFor();
  });

  it('S2.11 the copilot of the endpoint is switched on, with its tiles', async () => {
    await at.go('Endpoints');
    await agent.page.getByRole('row').nth(1).getByRole('link').first().click();
    await agent.page.getByRole('link', { name: 'Copilot workspace' }).click();
    await at.heading('Copilot workspace');
    await agent.page.getByRole('switch', { name: 'Copilot is on' }).check();
    await at.press(/^Save$/);
    await at.said('Workspace saved');
  });

  it('S2.11 the desk shows the workspace beside the conversation', async () => {
    await at.go('Agent desk');
    await desk.goOnQueue();
    await visitor.page.goto(site.url);
    await visitor.page.getByRole('link', { name: 'Open demo web chat' }).click();
    await chat.shows('I am the demo bot');
    await chat.say('agent');
    await desk.accept();
    await agent.page.getByText('Copilot', { exact: true }).click();
    const frame = await pane();
    await frame
      .getByRole('region', { name: 'Customer', exact: true })
      .getByText('Alex Morgan')
      .waitFor();
    link =
      (await agent.page
        .getByRole('link', { name: /in a window of its own/ })
        .getAttribute('href')) ?? '';
    expect(link).toMatch(/\/copilot\/\?userId=[^&]+&sessionId=[^&]+&URLToken=[^&]+$/);
  });

  it('S2.11 its link opens in a browser that has signed in nowhere', async () => {
    await reader.page.goto(link);
    await reader.page.getByRole('heading', { level: 1, name: 'Copilot: Alex Morgan' }).waitFor();
    expect(await reader.page.context().cookies()).toEqual([]);
    for (const name of [
      'Customer',
      'Conversation',
      'Next steps',
      'Knowledge',
      'Suggested replies',
      'Summary',
      'Mood',
    ])
      await tile(name).waitFor();
    await tile('Mood').getByText('Only a language model or a flow can tell').waitFor();
  });

  it('S2.11 its tiles follow what the customer writes, without numbers of cards', async () => {
    await chat.say('How do I return my parcel? I paid with 4111 1111 1111 1111.');
    await tile('Conversation').getByText('How do I return my parcel?').waitFor();
    await tile('Knowledge').getByText(article.title).waitFor();
    await tile('Suggested replies').getByText('Print the label').waitFor();
    await tile('Summary').getByText('How do I return my parcel?').waitFor();
    expect(await reader.page.content()).not.toContain('4111 1111');
  });

  it('S2.11 a reply is copied alone, and posted into the message where a desk is around it', async () => {
    await tile('Suggested replies').getByRole('button', { name: 'Copy the reply' }).waitFor();
    expect(
      await tile('Suggested replies')
        .getByRole('button', { name: /Put the reply/ })
        .count(),
    ).toBe(0);
    await reader.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await tile('Suggested replies').getByRole('button', { name: 'Copy the reply' }).first().click();
    await expect
      .poll(() => reader.page.evaluate<string>('navigator.clipboard.readText()'))
      .toContain('Print the label');
    const frame = await pane();
    await frame.getByRole('button', { name: 'Put the reply into your message' }).first().click();
    await expect.poll(() => desk.field.inputValue()).toContain('Print the label');
    await desk.field.press('Enter');
    await chat.shows(/Print the label/);
    await tile('Conversation').getByText('Print the label').waitFor();
  });

  it('S2.11 knowledge is looked up in the words of the agent', async () => {
    await tile('Knowledge').getByRole('searchbox').fill('post office');
    await tile('Knowledge').getByRole('searchbox').press('Enter');
    await tile('Knowledge').getByText(article.title).waitFor();
    await tile('Knowledge').getByRole('searchbox').fill('zeppelin');
    await tile('Knowledge').getByRole('searchbox').press('Enter');
    await tile('Knowledge').getByText('No article has these words.').waitFor();
  });

  it('S2.11 the page can be used by everybody, light and dark, wide and narrow, in three languages', async () => {
    const found = await findingsInBothLooks(reader.page, 'copilot-en');
    for (const locale of ['de-DE', 'tr-TR']) {
      await using other = await openWindow(browser, { locale });
      await other.page.goto(link);
      await other.page.getByRole('log').waitFor();
      found.push(...(await findingsInBothLooks(other.page, `copilot-${locale}`)));
    }
    expect(found).toEqual([]);
  });

  it('S2.11 a network that comes back finds everything once', async () => {
    await reader.page.context().setOffline(true);
    await reader.page.evaluate('0');
    await chat.say('Are you there?');
    await desk.shows('Are you there?');
    await reader.page.context().setOffline(false);
    await tile('Conversation').getByText('Are you there?').waitFor();
    expect(await tile('Conversation').getByText('Are you there?').count()).toBe(1);
    expect(await tile('Conversation').getByText('How do I return my parcel?').count()).toBe(1);
  });

  it('S2.11 a tile of HTML, the page of another site and the copilot flow hear each other', async () => {
    using elsewhere = await serve(formOf('no'));
    const admin = await api();
    const action = (id: string, type: string, settings: object) => ({
      id,
      type,
      name: id,
      settings,
    });
    const document = {
      ...{ language: 1, kind: 'copilot', variables: [], start: 'Told' },
      actions: [
        action('Told', 'sendToTile', {
          tile: '{{ message.tile }}',
          data: '{{ message.input.choice }}',
        }),
        action('About', 'setTile', {
          tile: 'summary',
          content: 'summary',
          text: 'Chosen: {{ message.input.choice }}',
        }),
      ],
      edges: [{ from: 'Told', outlet: 'next', to: 'About' }],
    };
    const flow = await admin.ok<{ id: string }>('POST', '/tandem/gateway/flows', {
      ...{ name: 'Beside the agent', kind: 'copilot', document },
    });
    await admin.ok('POST', `/tandem/gateway/flows/${flow.id}/publish`, {});
    await changeWorkspace({
      flow: flow.id,
      tiles: {
        summary: { type: 'summary', x: 1, y: 1, rows: 1, columns: 1 },
        form: {
          ...{ type: 'html', x: 2, y: 1, rows: 2, columns: 2 },
          settings: { title: 'Form', html: formOf('yes') },
        },
        page: {
          ...{ type: 'iframe', x: 2, y: 3, rows: 2, columns: 2 },
          settings: { title: 'Page', url: elsewhere.origin },
        },
      },
    });
    await reader.page.reload();
    for (const [title, choice] of [
      ['Form', 'yes'],
      ['Page', 'no'],
    ]) {
      const frame = reader.page.frameLocator(`iframe[title="${title}"]`);
      await frame.getByRole('button', { name: `Press ${choice}` }).click();
      await tile('Summary').getByText(`Chosen: ${choice}`).waitFor();
      await frame.getByText(`Told: ${choice}`).waitFor();
    }
  });

  it('S2.11 the desk of another site frames it once its origin is listed, its tiles of HTML too', async () => {
    const page = `<iframe title="Copilot" width="1200" height="700" src="${link.replaceAll('&', '&amp;')}"></iframe>`;
    using foreign = await serve(page);
    const { origin } = foreign;
    await using desk = await openWindow(browser, { viewport: { width: 1280, height: 800 } });
    await desk.page.goto(origin);
    await expect.poll(() => desk.complaints.join('\n')).toContain('frame-ancestors');
    await changeWorkspace({ frameOrigins: [origin] });
    await desk.page.reload();
    const framed = desk.page.frameLocator('iframe[title="Copilot"]');
    await framed.getByRole('heading', { level: 1, name: 'Copilot: Alex Morgan' }).waitFor();
    await framed
      .frameLocator('iframe[title="Form"]')
      .getByRole('button', { name: 'Press yes' })
      .waitFor();
  });

  it('S2.11 a page that is open says so when its workspace was switched off meanwhile', async () => {
    await using late = await openWindow(browser);
    await late.page.addInitScript(
      'window.held = []; window.WebSocket = class extends WebSocket { constructor(url) { super(url); held.push(this); } };',
    );
    await late.page.goto(link);
    await late.page.getByRole('heading', { level: 1, name: 'Copilot: Alex Morgan' }).waitFor();
    await expect.poll(() => late.page.evaluate('held.length')).toBeGreaterThan(0);
    await changeWorkspace({ enabled: false });
    await late.page.evaluate('held[0].close()');
    await late.page.getByRole('alert').getByText('switched off').waitFor();
    await changeWorkspace({ enabled: true });
    await late.page.getByRole('button', { name: 'Try again' }).click();
    await late.page.getByRole('heading', { level: 1, name: 'Copilot: Alex Morgan' }).waitFor();
  });

  it('S2.11 a link that another contact centre signs opens until it has expired', async () => {
    const jwtKey = { kind: 'insecure', value: linkKey };
    const { endpointToken } = await changeWorkspace({ jwtKey });
    const printed = new URL(link).searchParams;
    const claims = { sub: printed.get('userId'), sessionId: printed.get('sessionId') };
    const nowSeconds = Math.floor(Date.now() / 1000);
    const open = (key: string, exp: number) => {
      const auth = signedBy(key, { ...claims, exp });
      return reader.page.goto(`${site.url}/copilot/?URLToken=${endpointToken}&auth=${auth}`);
    };
    await open(linkKey, nowSeconds + 600);
    await reader.page.getByRole('heading', { level: 1, name: 'Copilot: Alex Morgan' }).waitFor();
    await open(linkKey, nowSeconds - 600);
    await reader.page.getByRole('alert').getByText('The link has expired').waitFor();
    await open(`${linkKey}!`, nowSeconds + 600);
    await reader.page.getByRole('alert').getByText('nobody here has made it').waitFor();
    expect(await reader.page.getByRole('region').count()).toBe(0);
  });

  it('S2.11 a forged link and one of a copilot that is off say so', async () => {
    const forged = link.replace(/URLToken=([^.]+)\..+$/, `URLToken=$1.${'A'.repeat(43)}`);
    await reader.page.goto(forged);
    await reader.page.getByRole('alert').getByText('nobody here has made it').waitFor();
    await changeWorkspace({ enabled: false });
    await reader.page.goto(link);
    await reader.page.getByRole('alert').getByText('switched off').waitFor();
  });
});
