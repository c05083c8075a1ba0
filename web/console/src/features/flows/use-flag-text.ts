import { useTranslation } from 'react-i18next';

/** What a step remarks, `kind` or `kind:about`, in words; as it is where the kind is not known here. */
export function useFlagText(): (flag: string) => string {
  const { t } = useTranslation('flow-errors');
  return (flag) => {
    const colon = flag.indexOf(':');
    const kind = colon < 0 ? flag : flag.slice(0, colon);
    const about = colon < 0 ? '' : flag.slice(colon + 1);
    if (flag === 'log:refused') return t('flags.log_refused');
    return t(`flags.${kind.replaceAll('.', '_')}`, { replace: { about }, defaultValue: flag });
  };
}
