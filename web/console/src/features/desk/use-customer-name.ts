import { useTranslation } from 'react-i18next';
import { type Conversation, customerName, visitorCode } from './conversation-rules.ts';

/** What the desk calls a customer: the name, or a visitor with a code to tell them apart. */
export function useCustomerName(): (conversation: Conversation) => string {
  const { t } = useTranslation('desk');
  return (conversation) =>
    customerName(conversation) ?? t('visitor', { code: visitorCode(conversation) });
}
