import { useTranslation } from 'react-i18next';
import { OPAQUE, visitorCodeOf } from './visitor-rules.ts';

type Visitor = {
  readonly name: string | null | undefined;
  /** Under which the channel knows the customer: an address, or an id that says nothing. */
  readonly address: string;
  /** What the code is made of; the address when left out. */
  readonly id?: string;
};

/** What to call a customer: the name, an address that means something, or a visitor with a code. */
export function useVisitorName(): (visitor: Visitor) => string {
  const { t } = useTranslation('common');
  return ({ name, address, id = address }) =>
    name ?? (OPAQUE.test(address) ? t('visitor', { code: visitorCodeOf(id) }) : address);
}
