import { describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/launch.ts';
import { addUser } from '../conformance/site.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { findingsInBothLooks } from './accessibility.ts';
import { openWindow, signIn } from './window.ts';

const planted = 'planted-value-typed-in-the-console';
const ownValue = 'planted-value-of-the-consumer';

/** A role that only sees the vault, and somebody who has it. */
const addConsumer = async ({ admin }: TestTandem) => {
  await admin.ok('POST', '/api/v2/authorization/roles', {
    name: 'Bot users',
    permissionPolicies: [
      { domain: 'vault', entityName: 'locker', actionSet: ['view'] },
      { domain: 'vault', entityName: 'credential', actionSet: ['view'] },
    ],
  });
  return addUser(admin, { name: 'Carla', roles: ['Bot users'] });
};

describe('the vault in the console', () => {
  it('a locker with a credential, a consumer who gives a value, and nothing ever shown again', async () => {
    await using tandem = await startTandem();
    await using browser = await launchBrowser();
    const carla = await addConsumer(tandem);
    await using here = await openWindow(browser);
    const { page } = here;
    const findings: string[] = [];
    const look = async (name: string) => {
      findings.push(...(await findingsInBothLooks(page, name)));
    };
    await page.goto(`${tandem.url}/console/vault`);
    await signIn(page);
    await page
      .getByRole('heading', { name: 'No locker yet' })
      .or(page.getByText('No locker yet'))
      .first()
      .waitFor();
    await page.getByRole('switch', { name: 'Secrets may be typed straight into fields' }).waitFor();
    await look('vault-empty');

    await page.getByRole('button', { name: 'New locker' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Payments');
    await page.getByRole('textbox', { name: 'Description' }).fill('What the payment flows need');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Payments', level: 1 }).waitFor();

    await page.getByRole('combobox', { name: 'Add as' }).selectOption('consumer');
    await page.getByRole('combobox', { name: 'Role of the organisation' }).click();
    await page.getByRole('option', { name: 'Bot users' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Everybody with the role Bot users').waitFor();

    await page.getByRole('button', { name: 'New credential' }).click();
    await page.getByRole('heading', { name: 'New credential' }).waitFor();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Bank');
    const attribute = (n: number) => page.getByRole('group', { name: `Attribute ${n}` });
    await attribute(1).getByLabel('Attribute name').fill('password');
    await attribute(1).getByRole('textbox', { name: 'Value' }).fill(planted);
    await page.getByRole('button', { name: 'Add attribute' }).click();
    await attribute(2).getByLabel('Attribute name').fill('Password ');
    await attribute(2).getByLabel('Who gives the value').selectOption('userProvided');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Two attributes have the same name.').waitFor();
    await attribute(2).getByLabel('Attribute name').fill('pin');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Bank', level: 1 }).waitFor();
    await attribute(1).getByPlaceholder('Stored; leave empty to keep it').waitFor();
    expect(await page.content()).not.toContain(planted);
    await look('credential');
    const resolve = (which: { attribute: string; userId?: string }) =>
      tandem.server.core.vault.secrets.resolveSecret(tandem.org, { credential: 'bank', ...which });
    expect(await resolve({ attribute: 'password' })).toBe(planted);

    await page.getByRole('link', { name: 'Payments' }).click();
    await page.getByRole('link', { name: 'Bank' }).waitFor();
    await look('locker');

    for (const locale of ['de-DE', 'tr-TR']) {
      await using other = await openWindow(browser, { locale });
      await other.page.goto(page.url());
      await signIn(other.page);
      await other.page.getByRole('link', { name: 'Bank' }).waitFor();
      findings.push(...(await findingsInBothLooks(other.page, `locker-${locale}`)));
    }

    await using there = await openWindow(browser);
    const consumer = there.page;
    await consumer.goto(`${tandem.url}/console/vault`);
    await signIn(consumer, carla);
    await consumer.getByText('1 value is asked of you').waitFor();
    expect(await consumer.getByRole('button', { name: 'New locker' }).count()).toBe(0);
    await consumer.getByRole('button', { name: 'Give value of pin' }).click();
    const dialog = consumer.getByRole('dialog', { name: 'Your own value' });
    await dialog.getByRole('textbox', { name: 'pin' }).fill(ownValue);
    findings.push(...(await findingsInBothLooks(consumer, 'value-dialog')));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await consumer.getByText('1 value is asked of you').waitFor({ state: 'detached' });
    expect(await resolve({ attribute: 'pin', userId: carla.id })).toBe(ownValue);
    await consumer.getByRole('link', { name: 'Payments' }).click();
    await consumer.getByRole('link', { name: 'Bank' }).click();
    await consumer.getByText('Given', { exact: true }).waitFor();
    expect(await consumer.getByRole('button', { name: 'Save' }).count()).toBe(0);

    await page.getByRole('button', { name: 'Remove Administrator' }).click();
    const leaving = page.getByRole('dialog', { name: 'Remove Administrator from the locker?' });
    await leaving.getByRole('button', { name: 'Remove' }).click();
    await leaving.getByText('A locker has at least one owner').waitFor();
    await leaving.getByRole('button', { name: 'Cancel' }).click();

    // Deleting: out of the locker first, then for good.
    await page.getByRole('link', { name: 'Bank' }).click();
    await page.getByRole('button', { name: 'Move or take out' }).click();
    await page.getByRole('button', { name: 'Take out of the locker' }).click();
    await page.getByText('It is in no locker').waitFor();
    await consumer.reload();
    await consumer.getByText('It no longer exists').waitFor();
    await page.getByRole('button', { name: 'Delete credential' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Vault', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Payments' }).waitFor();

    await page.getByRole('switch', { name: 'Secrets may be typed straight into fields' }).click();
    await page.getByText('Nobody owns or renews').waitFor({ state: 'detached' });
    const policy = await tandem.admin.ok('GET', '/tandem/vault/policy');
    expect(policy).toEqual({ insecureStrings: 'forbidden', externalStore: false });

    await page.goto(`${tandem.url}/console/audit`);
    for (const words of ['Vault rules', 'Consumers added', 'Value changed'])
      await page.locator('tbody').getByText(words).first().waitFor();
    expect(findings).toEqual([]);
    // The browser itself notes the answers 409 and 404: the last owner, and what is gone.
    expect(here.complaints.filter((one) => !one.includes('409'))).toEqual([]);
    expect(there.complaints.filter((one) => !one.includes('404'))).toEqual([]);
  }, 180_000);
});
